"""Which cell of the header row is which column; Chinese names of columns and fixed codes
(expectations/*.csv).
"""

from __future__ import annotations

import csv
import difflib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from yardstick.intake.contract import SOURCES, Source
from yardstick.paths import PROJECT_DIR

EXPECTATIONS_DIR = PROJECT_DIR / "expectations"
PATH_COLUMNS = {"city_id": "city_id", "城市": "city_id", "year": "year", "年度": "year"}
HEADER_SEARCH_ROWS = 30
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060"))


def tidy(text: str) -> str:
    """NFKC, without outer (also ideographic) spaces and invisible characters: for ids, codes, numbers,
    headers.
    """
    return unicodedata.normalize("NFKC", text).translate(_INVISIBLE).strip()


def read_table(path: Path) -> list[dict[str, str]]:
    """A small UTF-8 CSV as dictionaries (scheme tables, header and code names)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(file)]


@cache
def header_names(source: str) -> dict[str, str]:
    """Normalised header -> column, English ids and Chinese names, of one source."""
    names = {c.name: c.name for c in SOURCES[source].columns} | PATH_COLUMNS
    for row in read_table(EXPECTATIONS_DIR / "headers.csv"):
        if row["source"] == source:
            names[tidy(row["header_zh"])] = row["column"]
    return names


@cache
def header_zh(source: str) -> dict[str, str]:
    """Column -> its Chinese name, for messages."""
    rows = read_table(EXPECTATIONS_DIR / "headers.csv")
    return {"city_id": "城市", "year": "年度"} | {
        r["column"]: r["header_zh"] for r in rows if r["source"] == source
    }


@cache
def code_names(source: str, column: str) -> dict[str, str]:
    """What may stand for a fixed code -> the code; names are compared without regard to case."""
    names: dict[str, str] = {}
    for row in read_table(EXPECTATIONS_DIR / "codes.csv"):
        if (row["source"], row["column"]) == (source, column):
            for name in (row["name_zh"], row["name_en"], row["code"]):
                names[tidy(name).lower()] = row["code"]
    return names


@dataclass(frozen=True)
class Header:
    """Where the header stands (0-based row) and which cell is which column."""

    row: int
    width: int
    positions: dict[str, int]
    missing: tuple[str, ...]
    repeated: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def n_known(self) -> int:
        return len(self.positions)


def match_row(source: Source, index: int, cells: Sequence[str]) -> Header:
    names = header_names(source.name)
    positions: dict[str, int] = {}
    repeated: list[str] = []
    extra: list[str] = []
    for position, cell in enumerate(cells):
        text = tidy(cell)
        column = names.get(text) or names.get(text.lower())
        if column is None:
            if text:
                extra.append(text)
        elif column in positions:
            repeated.append(column)
        else:
            positions[column] = position
    missing = tuple(c.name for c in source.columns if c.required and c.name not in positions)
    return Header(index, len(cells), positions, missing, tuple(repeated), tuple(extra))


def find_header(source: Source, rows: Sequence[Sequence[str]]) -> Header | None:
    """The first row that holds all required headers; failing that, the row that holds most; None: no row
    at all.
    """
    candidates = [match_row(source, i, r) for i, r in enumerate(rows) if any(c.strip() for c in r)]
    if not candidates:
        return None
    whole = next((h for h in candidates if not h.missing), None)
    return whole or max(candidates, key=lambda h: (h.n_known, -h.row))


def nearest(wanted: str, source: str, extra: Sequence[str]) -> str | None:
    """The unknown header that looks most like the missing column, for the message."""
    for name in (wanted, header_zh(source).get(wanted, wanted)):
        close = difflib.get_close_matches(name, extra, n=1, cutoff=0.5)
        if close:
            return close[0]
    return None
