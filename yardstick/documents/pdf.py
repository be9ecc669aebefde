"""The target book as PDF: one HTML page printed by the machine's Chromium (or Chrome, Edge), text selectable.

Not the browser's print of the dashboard, which cuts tables off (docs/decisions.md).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from yardstick.documents.target_book import HERE, Book, BookError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
SECONDS = 120


def browser() -> str:
    """Path of a Chromium-like browser: YARDSTICK_BROWSER, else the first one found. Raises BookError."""
    named = os.environ.get("YARDSTICK_BROWSER")
    for name in (named,) if named else BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    raise BookError(
        "做 PDF 需要 Chromium、Chrome 或 Edge：请安装，或用环境变量 YARDSTICK_BROWSER 指明程序；"
        "也可以只要 word、excel。\n"
        "A PDF needs Chromium, Chrome or Edge: install one, name it in YARDSTICK_BROWSER, "
        "or ask for word and excel only."
    )


def html(book: Book) -> str:
    """The page that is printed; everything in it is escaped."""
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True)
    return environment.get_template("target_book.html").render(book=book)


def make(book: Book) -> bytes:
    """The bytes of the .pdf. Raises BookError without a browser or if it fails."""
    program = browser()
    with tempfile.TemporaryDirectory() as folder:
        page, paper = Path(folder, "book.html"), Path(folder, "book.pdf")
        page.write_text(html(book), encoding="utf-8")
        command = [
            program,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={paper}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise BookError(
                f"浏览器 {SECONDS} 秒内没有做成 PDF，请再试一次，或只要 word、excel。\n"
                f"The browser made no PDF within {SECONDS} seconds: try again, or ask for word and excel only."
            ) from error
        if done.returncode or not paper.exists():
            raise BookError(f"浏览器没有做成 PDF：{done.stderr.strip()[-300:]}\nThe browser made no PDF.")
        return paper.read_bytes()
