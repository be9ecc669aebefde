"""The target book as a Word document in the layout of GB/T 9704-2012 (党政机关公文格式).

A4, margins 37/35/28/26 mm, title 22 pt, headings in black type, page number "— 1 —". Fonts are named and not
shipped: where 方正小标宋 or 仿宋_GB2312 is missing, Word and WPS use their substitute.
"""

from __future__ import annotations

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from yardstick.documents.target_book import Book

TITLE, BODY, HEADING, SUBHEADING = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
COLUMNS = ("number", "target", "value", "measures", "due", "weight")
WIDTHS = (9, 40, 42, 32, 21, 12)


def _write(paragraph, text: str, font: str, size: float, bold: bool = False) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.bold = "Times New Roman", Pt(size), bold
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _page_number(paragraph) -> None:
    """ "— 1 —" as a complete field, which WPS shows too."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, "— ", BODY, 14)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
    _write(paragraph, " —", BODY, 14)


def _repeat_heading(row) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _cell(cell, text: str, width: float, font: str = BODY, bold: bool = False) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _write(paragraph, text, font, 10.5, bold)


def _table(document, book: Book, lines) -> None:
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    table.autofit = False
    for at, key in enumerate(COLUMNS):
        _cell(table.rows[0].cells[at], book.word(key), WIDTHS[at], HEADING, bold=True)
    _repeat_heading(table.rows[0])
    for number, line in enumerate(lines, start=1):
        cells = table.add_row().cells
        values = (str(number), line.title, line.value, line.measures, line.due, line.weight)
        for at, value in enumerate(values):
            _cell(cells[at], value, WIDTHS[at])


def make(book: Book) -> bytes:
    """The bytes of the .docx."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _page_number(section.footer.paragraphs[0])
    document.core_properties.title = book.title
    title = document.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, book.title, TITLE, 22)
    for note in book.notes:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _write(paragraph, note, SUBHEADING, 12)
    for at, part in enumerate(book.parts):
        heading = document.add_heading(level=1)
        heading.paragraph_format.page_break_before = at > 0
        _write(heading, part.heading, HEADING, 16)
        for name, lines in part.components:
            subheading = document.add_heading(level=2)
            _write(subheading, book.word("component_heading", name=name, n=len(lines)), SUBHEADING, 16)
            _table(document, book, lines)
        for approval in part.approvals:
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.space_before = Pt(6)
            _write(paragraph, f"{book.word('approval')}：{approval}", BODY, 12)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
