"""The page on targets in a real browser: the book is made on a click and opens, tabs, and a phone's width."""

# ruff: noqa: F811 (fixtures of the neighbouring file are arguments here)

from __future__ import annotations

import io
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from test_browser import WIDTH, Visit, browser, server  # noqa: F401

pytestmark = pytest.mark.browser
PAGE = "/targets?city=demo&year=2025"


@pytest.mark.parametrize(
    ("kind", "label"), [("word", "生成 Word"), ("excel", "生成 Excel"), ("pdf", "生成 PDF")]
)
def test_the_target_book_is_made_on_click_and_opens(
    browser: object, server: str, kind: str, label: str
) -> None:
    with Visit(browser, server) as visit:
        visit.open(f"{PAGE}&unit=a1&lang=zh")
        visit.page.get_by_role("tab", name="目标责任书").click()
        assert visit.page.locator(f".st-key-book_{kind}").count() == 0
        visit.page.get_by_role("button", name=label).click()
        made = visit.page.locator(f".st-key-book_{kind} button")
        made.wait_for(timeout=60_000)
        with visit.page.expect_download() as caught:
            made.click()
        content = Path(caught.value.path()).read_bytes()
        assert "市甲一局" in caught.value.suggested_filename
        if kind == "word":
            text = [cell.text for table in Document(io.BytesIO(content)).tables for cell in table._cells]
            assert "办结率达到95%" in text
        elif kind == "excel":
            sheet = load_workbook(io.BytesIO(content)).active
            assert "办结率达到95%" in [row[3] for row in sheet.iter_rows(min_row=5, values_only=True)]
        else:
            assert content.startswith(b"%PDF-")
        assert not visit.wrong and not visit.outside


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_tab_opens_without_an_error(browser: object, server: str, scheme: str) -> None:
    with Visit(browser, server, scheme) as visit:
        visit.open(f"{PAGE}&lang=zh")
        tabs = visit.page.get_by_role("tab")
        assert tabs.count() == 7
        for at in range(tabs.count()):
            tabs.nth(at).click()
            panel = visit.page.locator("[role=tabpanel]:visible")
            panel.wait_for()
            assert panel.inner_text().strip()
        assert visit.page.evaluate(WIDTH) <= 1366
        assert not visit.wrong and not visit.outside


@pytest.mark.parametrize("page", ["targets", "department"])
def test_a_phone_shows_no_sideways_scrolling(browser: object, server: str, page: str) -> None:
    with Visit(browser, server, width=390) as visit:
        visit.open(f"/{page}?city=demo&year=2025&unit=a1&dept=a1&lang=zh")
        assert visit.page.evaluate(WIDTH) <= 390
