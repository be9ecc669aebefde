"""All words of our own, in both languages, from wording.csv. Numbers are put into words here too."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

LANGUAGES = ("zh", "en")


@cache
def table() -> dict[str, dict[str, str]]:
    with open(Path(__file__).resolve().parent / "wording.csv", encoding="utf-8", newline="") as file:
        return {row["key"]: {"zh": row["zh"], "en": row["en"]} for row in csv.DictReader(file)}


def given(value: Any) -> bool:
    """A value is there (not None, NaN or NA)."""
    return value is not None and not pd.isna(value)


class Words:
    """Wording in one language: ``t(key, n=3)``. A missing key is a mistake and says so."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, key: str, **values: Any) -> str:
        return table()[key][self.lang].format(**values)

    def coded(self, key: str, code: Any) -> str:
        """Words for a code of an open set (the rule book names the measures): a new code stands for itself."""
        return self(key) if key in table() else str(code)

    def day(self, value: Any) -> str:
        return str(value)[:10] if given(value) else ""

    def name(self, row: Any, stem: str = "name") -> str:
        """The name of a thing in the data: the other language where one is missing."""
        first, second = (f"{stem}_zh", f"{stem}_en") if self.lang == "zh" else (f"{stem}_en", f"{stem}_zh")
        value = row.get(first) if given(row.get(first)) else row.get(second)
        return str(value) if given(value) else ""

    def points(self, value: Any) -> str:
        return f"{float(value):.2f}" if given(value) else self("none")

    def percent(self, value: Any) -> str:
        """``value`` is a number of hundredths (a score, a rate of full marks)."""
        return f"{float(value):.1f}%" if given(value) else self("none")

    def rank(self, rank: Any, of: Any) -> str:
        """第 3 名（共 12 个）: a rank is never said without its denominator."""
        if not given(rank) or not given(of):
            return self("not_ranked")
        return self("rank_of", rank=int(rank), n=int(of), th=ordinal_ending(int(rank)))

    def places(self, places_up: Any) -> str:
        """上升 3 位: a change of rank in words, never as a sign."""
        if not given(places_up):
            return self("no_comparison")
        if places_up == 0:
            return self("places_same")
        return self("places_up" if places_up > 0 else "places_down", n=abs(int(places_up)))

    def change(self, points: Any) -> str:
        """比上年高 0.51 分: a change of points in words."""
        if not given(points):
            return self("no_last_year")
        if round(float(points), 2) == 0:
            return self("points_same")
        return self("points_higher" if points > 0 else "points_lower", points=self.points(abs(points)))

    def number(self, value: Any) -> str:
        """A measured value with its own decimals: 5521, 81.04."""
        return (
            f"{float(value):,.2f}".rstrip("0").rstrip(".").replace(",", "") if given(value) else self("none")
        )

    def listed(self, items: list[str]) -> str:
        return self("list_mark").join(items)


def ordinal_ending(n: int) -> str:
    return "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
