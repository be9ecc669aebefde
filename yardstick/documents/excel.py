"""The target book as a workbook: one sheet, one row per approved target, ready to print on A4."""

from __future__ import annotations

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from yardstick.documents.target_book import Book
from yardstick.spreadsheet import harmless

COLUMNS = ("number", "target", "value", "measures", "due", "weight", "approval")
WIDTHS = (20, 18, 6, 34, 40, 34, 13, 8, 30)


def make(book: Book) -> bytes:
    """The bytes of the .xlsx: title, version, frozen header with filter."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = str(book.word("target"))[:31]
    heads = [book.word("department"), book.word("component"), *(book.word(key) for key in COLUMNS)]
    for at, (text, size) in enumerate([(book.title, 16), *((note, 10) for note in book.notes)], start=1):
        sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=len(heads))
        cell = sheet.cell(at, 1, harmless(text))
        cell.font, cell.alignment = Font(size=size, bold=at == 1), Alignment(horizontal="center")
    start = len(book.notes) + 2
    thin = Border(*[Side(style="thin", color="BBBBBB")] * 4)
    for at, head in enumerate(heads, start=1):
        cell = sheet.cell(start, at, head)
        cell.font, cell.border = Font(bold=True), thin
        cell.fill = PatternFill("solid", fgColor="E8EDF3")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[cell.column_letter].width = WIDTHS[at - 1]
    row = start
    for part in book.parts:
        for name, lines in part.components:
            for number, line in enumerate(lines, start=1):
                row += 1
                values = (
                    part.heading,
                    name,
                    number,
                    line.title,
                    line.value,
                    line.measures,
                    line.due,
                    float(line.weight),
                    line.approval,
                )
                for at, value in enumerate(values, start=1):
                    cell = sheet.cell(row, at, harmless(value))
                    cell.border, cell.alignment = thin, Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = sheet.cell(start + 1, 1)
    sheet.auto_filter.ref = f"A{start}:{sheet.cell(start, len(heads)).column_letter}{max(row, start)}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{start}:{start}"
    sheet.oddFooter.center.text = f"{book.word('page')} &P {book.word('of')} &N {book.word('pages')}"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
