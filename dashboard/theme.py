"""Grade colours and shapes, light and dark. Colour never stands alone: shape and word go with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.frames import rows_of

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"


@dataclass(frozen=True)
class Mark:
    """How a grade looks: plotly symbol, the shape as a character, colours, size that makes shapes equal."""

    symbol: str
    sign: str
    light: str
    dark: str
    size: int

    def colour(self, dark: bool) -> str:
        return self.dark if dark else self.light

    def on_ground(self, dark: bool) -> dict[str, Any]:
        """The mark as plotly draws it, set off from its neighbours by a rim in the colour of the ground."""
        rim = {"width": 0.8, "color": ink(dark).ground}
        return {"symbol": self.symbol, "size": self.size, "color": self.colour(dark), "line": rim}


BEST = Mark("star", "★", "#0B4F8A", "#2F7FD0", 13)
GOOD = Mark("circle", "●", "#4C8BC8", "#9CC8F0", 10)
PASS = Mark("diamond", "◆", "#8A8A8A", "#A8A8A8", 9)
ADMONITION = Mark("triangle-down", "▼", "#C4560A", "#F08A3C", 12)
NONE = Mark("circle-open", "○", "#6b6b6b", "#b8b8b8", 9)


@dataclass(frozen=True)
class Ink:
    """Everything that is not a grade: text, lines, bands, and one accent for "the one we speak of"."""

    text: str
    soft: str
    line: str
    band: str
    ground: str
    accent: str
    warn: str


LIGHT = Ink("#0b0d10", "#565b62", "#c9ced6", "#dfe5ec", "#ffffff", "#0B4F8A", "#C4560A")
DARK = Ink("#f5f7fa", "#b4bac4", "#474d58", "#343b47", "#0e1117", "#9CC8F0", "#F08A3C")


def ink(dark: bool) -> Ink:
    return DARK if dark else LIGHT


def mark_of(grade: pd.Series) -> Mark:
    """The look of a row of scheme_grades, whatever a scheme calls its grades."""
    if grade["is_admonition"]:
        return ADMONITION
    if grade["is_pass"]:
        return PASS
    return BEST if grade["grade_order"] == 1 else GOOD


def marks(grades: pd.DataFrame) -> dict[str, Mark]:
    return {row["grade_id"]: mark_of(row) for row in rows_of(grades)}


def held(departments: pd.DataFrame, grades: pd.DataFrame) -> Iterator[tuple[pd.Series, Mark, pd.DataFrame]]:
    """Each grade somebody holds, best first: its row, its look, its departments."""
    for grade in rows_of(grades):
        holders = departments[departments["grade_id"] == grade["grade_id"]]
        if len(holders):
            yield grade, mark_of(grade), holders
