"""The target book as it is issued: Word, PDF and Excel made from a real release, opened again and read."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from builds import Place
from docx import Document
from openpyxl import load_workbook

from yardstick.documents import BookError, read_book, write_book
from yardstick.documents.pdf import html
from yardstick.release.current import current_release


@pytest.fixture(scope="module")
def release(mini: Place) -> Path:
    folder = current_release(mini.work / "releases")
    assert folder is not None
    return folder


@pytest.fixture(scope="module")
def counted(mini: Place) -> list[dict]:
    return mini.query(
        "select city_id, year, department_id, title, document_no from marts.target_rounds where is_counted"
    )


def test_every_counted_target_stands_in_the_city_book_once(
    release: Path, counted: list[dict], tmp_path: Path
) -> None:
    city, year = counted[0]["city_id"], counted[0]["year"]
    wanted = sorted(row["title"] for row in counted if (row["city_id"], row["year"]) == (city, year))
    book = read_book(city, year, release=release)
    (word, excel) = write_book(book, tmp_path, ("word", "excel"))
    in_word = [row.cells[1].text for table in Document(str(word)).tables for row in table.rows[1:]]
    sheet = load_workbook(excel).active
    in_excel = [row[3] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert sorted(in_word) == wanted
    assert sorted(in_excel) == wanted
    assert sheet.freeze_panes == "A5"


def test_a_department_book_names_no_other_department(release: Path, counted: list[dict], mini: Place) -> None:
    row = counted[0]
    book = read_book(row["city_id"], row["year"], row["department_id"], release=release)
    others = mini.query(
        f"select name_zh from marts.department_results where city_id = '{row['city_id']}' and year = {row['year']}"
        f" and department_id <> '{row['department_id']}' and is_official"
    )
    text = html(book)
    assert row["title"] in text
    assert not [other["name_zh"] for other in others if f">{other['name_zh']}" in text]


def test_the_book_says_that_it_is_a_draft_of_invented_data(release: Path, counted: list[dict]) -> None:
    for lang, said in {"zh": ("草稿", "样本数据"), "en": ("Draft", "Sample data")}.items():
        text = html(read_book(counted[0]["city_id"], counted[0]["year"], lang=lang, release=release))
        assert all(word in text for word in said)


@pytest.mark.browser
@pytest.mark.skipif(
    not any(map(shutil.which, ("chromium", "google-chrome"))), reason="no Chromium on this machine"
)
def test_the_pdf_is_a_pdf_of_several_pages(release: Path, counted: list[dict], tmp_path: Path) -> None:
    book = read_book(counted[0]["city_id"], counted[0]["year"], release=release)
    (file,) = write_book(book, tmp_path, ("pdf",))
    content = file.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= len(book.parts)


def test_what_is_not_there_is_said(release: Path, counted: list[dict], tmp_path: Path) -> None:
    with pytest.raises(BookError, match="nobody.*没有审定的目标"):
        read_book(counted[0]["city_id"], counted[0]["year"], "nobody", release=release)
    book = read_book(counted[0]["city_id"], counted[0]["year"], release=release)
    with pytest.raises(BookError, match="不认识的格式"):
        write_book(book, tmp_path, ("papyrus",))
    assert not list(tmp_path.iterdir())


def test_a_title_that_looks_like_a_formula_stays_text(release: Path, counted: list[dict]) -> None:
    from yardstick.documents import excel
    from yardstick.documents.target_book import Book, Line, Part

    line = Line("=1+1", "x", "", "2024-12-31", "10", "")
    book = Book("zh", "t", ["n"], [Part("d", "部门", [("项", [line])])], "t")
    sheet = load_workbook(io.BytesIO(excel.make(book))).active
    assert sheet.cell(4, 4).value == "'=1+1"
