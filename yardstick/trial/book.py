"""A comparison as a workbook that prints on A4 landscape: on every sheet title, version row and mark."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from yardstick.spreadsheet import harmless
from yardstick.trial.compare import Comparison
from yardstick.trial.tables import Column, Table, conclusion, marks, tables, title_of, versions

HEADER_ROW = 4
THIN = Border(*[Side(style="thin", color="BBBBBB")] * 4)
GREY, MARKED = PatternFill("solid", fgColor="E8EDF3"), PatternFill("solid", fgColor="FFF4CE")


def write_book(found: Comparison, path: Path) -> None:
    """Write the comparison to ``path`` (xlsx)."""
    book = Workbook()
    lines = [[line] for line in [*versions(found), *conclusion(found)]]
    first = Table(("结论", "Conclusion"), (Column("结论", "Conclusion", 110),), lines)
    book.remove(book.active)
    for table in (first, *tables(found, only_changed=False)):
        _sheet(book, table, found)
    book.save(path)


def _sheet(book: Workbook, table: Table, found: Comparison) -> None:
    sheet = book.create_sheet(table.sheet[0])
    last = len(table.columns)
    _heading(sheet, 1, f"{title_of(found)}：{table.title}", last, Font(size=14, bold=True), 26)
    _heading(sheet, 2, "；".join(versions(found)), last, Font(size=9, color="666666"), 26)
    _heading(sheet, 3, " · ".join(marks(found)), last, Font(size=11, bold=True, color="C00000"), 18)
    for at, column in enumerate(table.columns, 1):
        cell = sheet.cell(HEADER_ROW, at, f"{column.zh}\n{column.en}")
        cell.font, cell.fill, cell.border = Font(bold=True), GREY, THIN
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.row_dimensions[HEADER_ROW].height = 32
    for number, row in enumerate(table.rows or [["；".join(table.empty)]], HEADER_ROW + 1):
        is_marked = number - HEADER_ROW - 1 < len(table.marked) and table.marked[number - HEADER_ROW - 1]
        for at, value in enumerate(row, 1):
            cell = sheet.cell(number, at, harmless(value))
            cell.border = THIN
            right = table.columns[at - 1].is_number
            cell.alignment = Alignment(
                wrap_text=True, vertical="center", horizontal="right" if right else None
            )
            if is_marked:
                cell.fill = MARKED
        sheet.row_dimensions[number].height = 15 * _lines(row, table.columns)
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"1:{HEADER_ROW}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页  page &P of &N"


def _heading(sheet: Any, row: int, text: str, last: int, font: Font, height: int) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=last)
    cell = sheet.cell(row, 1, text)
    cell.font, cell.alignment = font, Alignment(vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = height


def _lines(row: list[Any], columns: tuple[Column, ...]) -> int:
    """Lines of the fullest cell: spreadsheets do not fit the height of rows by themselves."""
    needed = [
        sum(int(_width(line) / column.width * 1.1) + 1 for line in str(value).split("\n"))
        for value, column in zip(row, columns, strict=False)
    ]
    return max([1, *needed])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
