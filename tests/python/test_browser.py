"""A real server and Debian's Chromium: what a reader sees, and what the browser asks for."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlparse

import pandas as pd
import pytest
import tiny_uses
from openpyxl import load_workbook
from tiny_release import marts, write_release

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = {
    "overview": "/",
    "grades": "/grades",
    "department": "/department",
    "targets": "/targets",
    "consistency": "/consistency",
    "survey": "/survey",
    "uses": "/uses",
    "feedback": "/feedback",
    "archive": "/archive",
    "trends": "/trends",
    "robustness": "/robustness",
}
WITHOUT_FIGURE = ("uses", "feedback", "archive", "targets")
LATIN = r"[A-Za-z]{2,}"
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
# language switch, file formats, a maker's name, the value of a setting that the tie rule is called by
ENGLISH_ALLOWED = {"English", "Excel", "CSV", "Streamlit", "all", "up"}
HEIGHT = "document.querySelector('[data-testid=stMain]').scrollHeight"
WIDTH = "document.querySelector('[data-testid=stMain]').scrollWidth"
GROUND = "getComputedStyle(document.querySelector('.stApp')).backgroundColor"


@cache
def said_by_the_data(pattern: str, other_language: str) -> frozenset[str]:
    """Words of free text in the data (opinions, document numbers, names), which no page may translate."""
    found: set[str] = set()
    for frame in marts().values():
        for column in frame.columns:
            if not column.endswith(other_language):
                for text in frame[column].dropna():
                    found |= set(re.findall(pattern, text)) if isinstance(text, str) else set()
    return frozenset(found)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("Debian's Chromium is absent although CI=true")
        pytest.skip("Debian's Chromium (/usr/bin/chromium) is absent")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        opened = player.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not CHROMIUM.exists():
        pytest.skip("Debian's Chromium (/usr/bin/chromium) is absent")
    work = tmp_path_factory.mktemp("served")
    write_release(work)
    port = _free_port()
    environment = os.environ | {"YARDSTICK_WORK_DIR": str(work), "HOME": str(work)}
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/serve.py", f"--server.port={port}"]
    with open(work / "server.log", "w", encoding="utf-8") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not answer")


class Visit:
    """One reader's window; remembers what went wrong and what left the machine."""

    def __init__(self, browser: object, server: str, scheme: str = "light", width: int = 1366) -> None:
        size = {"width": width, "height": 768}
        self.context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")
        self.page = self.context.new_page()
        self.server, self.wrong, self.outside = server, [], []
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._request)

    def _request(self, request: object) -> None:
        url = request.url
        if not url.startswith((self.server, self.server.replace("http", "ws"), "data:", "blob:")):
            self.outside.append(url)

    def open(self, path: str) -> Visit:
        self.page.goto(self.server + path)
        if not path.startswith(tuple(f"/{page}" for page in WITHOUT_FIGURE)):
            self.page.wait_for_selector(".js-plotly-plot .main-svg", timeout=30_000)
        self.page.wait_for_selector("[data-testid=stDownloadButton]", timeout=30_000)
        self.page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')", timeout=30_000)
        self.page.wait_for_timeout(300)
        return self

    def words(self) -> str:
        """What a screen reader would say of the page, without roles, states and addresses."""
        lines = [
            line for line in self.page.locator("body").aria_snapshot().splitlines() if "/url" not in line
        ]
        return "\n".join(re.sub(r"^\s*- [a-z]+|\[[a-z]+(=\w+)?\]", "", line) for line in lines)

    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlparse(self.page.url).query).items()}

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


@pytest.mark.parametrize("page", PAGES)
def test_chinese_pages(browser: object, server: str, page: str) -> None:
    """Paints, no error in the console, nothing asked of another host, no English left in the chrome."""
    with Visit(browser, server) as visit:
        visit.open(f"{PAGES[page]}?city=demo&year=2025&dept=a1&lang=zh")
        assert visit.page.locator("h1").count() == 1
        assert visit.page.evaluate("document.documentElement.lang") == "zh-CN"
        if page == "overview":
            assert visit.page.evaluate(HEIGHT) <= 768
            _downloads_open(visit)
        visit.page.locator("[data-testid=stMainMenu] button").first.click()
        visit.page.wait_for_timeout(500)
        words = set(re.findall(LATIN, visit.words()))
        english = words - ENGLISH_ALLOWED - said_by_the_data(LATIN, "_en")
        assert not english, english
        assert not visit.wrong
        assert not visit.outside


def _downloads_open(visit: Visit) -> None:
    buttons = visit.page.locator("[data-testid=stDownloadButton] button")
    with visit.page.expect_download() as caught:
        buttons.nth(0).click()
    assert caught.value.suggested_filename.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(Path(caught.value.path()).read_bytes())).active
    assert "示范市" in sheet["A1"].value and "样本数据" in sheet["A2"].value
    with visit.page.expect_download() as caught:
        buttons.nth(1).click()
    raw = Path(caught.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and "总分" in pd.read_csv(io.BytesIO(raw)).columns


@pytest.mark.parametrize("page", PAGES)
def test_english_pages_in_the_dark_and_by_link(browser: object, server: str, page: str) -> None:
    """The link keeps city, year, department and language; dark colours; no Chinese left in the chrome."""
    asked = {"city": "demo", "year": "2024", "dept": "b2", "lang": "en"}
    with Visit(browser, server, "dark") as visit:
        visit.open(f"{PAGES[page]}?{urlencode(asked)}")
        if page == "department":
            visit.open(visit.page.url.removeprefix(server))
            assert visit.query() == asked
            assert "Beta Two" in visit.page.locator(".ys-say").inner_text()
        assert visit.page.evaluate("document.documentElement.lang") == "en"
        assert visit.page.evaluate(GROUND) == "rgb(14, 17, 23)"
        chinese = set(CHINESE.findall(visit.words())) - {"中文"} - said_by_the_data(CHINESE.pattern, "_zh")
        assert not chinese, chinese
        if page == "overview":
            assert visit.page.evaluate(HEIGHT) <= 768
            assert "#2F7FD0" in visit.page.locator(".ys-card span").first.get_attribute("style")
            visit.page.get_by_role("link", name="Trends").first.click()
            visit.page.wait_for_url("**/trends?*year=2024*", timeout=15_000)
            assert {name: visit.query()[name] for name in ("city", "year", "lang")} == {
                name: asked[name] for name in ("city", "year", "lang")
            }
        assert not visit.wrong
        assert not visit.outside


@pytest.mark.parametrize(
    "page", ["overview", "grades", "survey", "uses", "feedback", "archive", "robustness"]
)
def test_a_phone_shows_no_sideways_scrolling(browser: object, server: str, page: str) -> None:
    with Visit(browser, server, width=390) as visit:
        visit.open(f"{PAGES[page]}?city=demo&year=2025&unit=a1&dept=a1")
        assert visit.page.evaluate(WIDTH) <= 390


def test_an_opinion_stays_text_and_asks_nobody(browser: object, server: str) -> None:
    """What was written is shown word for word: no link, no markup of it in the page."""
    with Visit(browser, server) as visit:
        visit.open("/feedback?city=demo&year=2025&unit=a1&lang=zh")
        visit.page.get_by_role("tab", name="意见原文").click()
        cell = visit.page.get_by_role("cell", name=re.compile("MARKOPINION"))
        assert cell.inner_text() == tiny_uses.OPINION
        assert cell.locator("a, b, em").count() == 0
        assert not visit.outside and not visit.wrong
