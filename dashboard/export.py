"""Files people take away: CSV that Excel opens right, workbooks that print on A4. Frames in, bytes out."""

from __future__ import annotations

import io
import re
import unicodedata

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from yardstick.spreadsheet import harmless


def file_name(*parts: object) -> str:
    """Parts joined by _, without what file systems refuse."""
    return re.sub(r'[/\\:*?"<>|\s]+', "", "_".join(str(part) for part in parts if str(part)))


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """CSV with BOM (without it Excel and WPS garble Chinese)."""
    return frame.map(harmless).rename(columns=harmless).to_csv(index=False).encode("utf-8-sig")


def _width(text: object) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in str(text))


def xlsx_bytes(frame: pd.DataFrame, title: str, version: str, footer: tuple[str, str]) -> bytes:
    """One sheet: title, version row, frozen header with filter, number formats, A4 width, page numbers."""
    book = Workbook()
    sheet = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", "", title)[:31] or "1"
    last = max(len(frame.columns), 1)
    _heading(sheet, 1, title, last, Font(size=16, bold=True))
    _heading(sheet, 2, version, last, Font(size=10, color="666666"))
    thin = Border(*[Side(style="thin", color="BBBBBB")] * 4)
    for at, name in enumerate(frame.columns, start=1):
        cell = sheet.cell(3, at, str(harmless(str(name))))
        cell.font, cell.border = Font(bold=True), thin
        cell.fill = PatternFill("solid", fgColor="E8EDF3")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number, row in enumerate(frame.itertuples(index=False), start=4):
        for at, value in enumerate(row, start=1):
            _cell(sheet.cell(number, at), value, thin)
    for at, name in enumerate(frame.columns, start=1):
        widest = max([_width(name), *(_width(value) for value in frame.iloc[:200, at - 1])], default=8)
        sheet.column_dimensions[get_column_letter(at)].width = min(max(widest + 2, 8), 48)
    sheet.freeze_panes = "A4"
    sheet.auto_filter.ref = f"A3:{get_column_letter(last)}{max(len(frame) + 3, 3)}"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if last > 6 else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "3:3"
    sheet.oddFooter.center.text = f"{footer[0]} &P {footer[1]} &N"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _heading(sheet: object, row: int, text: str, last: int, font: Font) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    cell = sheet.cell(row, 1, str(harmless(text)))
    cell.font, cell.alignment = font, Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = 28 if row == 1 else 18


def _cell(cell: object, value: object, border: Border) -> None:
    cell.border = border
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return
    if isinstance(value, pd.Timestamp):
        cell.value, cell.number_format = value.to_pydatetime(), "yyyy-mm-dd"
    elif isinstance(value, bool):
        cell.value = value
    elif isinstance(value, str):
        cell.value, cell.alignment = harmless(value), Alignment(wrap_text=True, vertical="center")
    elif float(value).is_integer() and not isinstance(value, float):
        cell.value, cell.number_format = int(value), "0"
    else:
        cell.value, cell.number_format = float(value), "0.00"
