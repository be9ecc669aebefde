"""How the explanation is printed: two languages, arithmetic, and a tick where a figure equals its mart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

WIDE = Context(prec=60)
WIDTH = 150  # where there is no terminal to ask


def fix(value: float | Decimal, places: int) -> Decimal:
    """rules.md: nearest DECIMAL(38,9), then half away from zero; never round a double."""
    nearest = Decimal(value).quantize(Decimal("1e-9"), ROUND_HALF_UP, WIDE)
    return nearest.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, WIDE)


def show(value: Any) -> str:
    """A figure as people read it: six decimals at most, none that say nothing."""
    if value is None:
        return "—"
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return str(value)
    text = f"{fix(value, 6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def same(mine: Any, theirs: Any) -> bool:
    """Fixed values exactly, doubles to 1e-9."""
    if mine is None or theirs is None:
        return mine is None and theirs is None
    if isinstance(mine, float) or isinstance(theirs, float):
        return math.isclose(float(mine), float(theirs), rel_tol=1e-9, abs_tol=1e-9)
    return bool(mine == theirs)


class Report:
    """Lines on a console; counts what was checked and what disagreed."""

    def __init__(self, lang: str, console: Console | None = None) -> None:
        self.lang = lang
        self.console = console or Console(highlight=False)
        if not self.console.is_terminal:
            self.console.width = max(self.console.width, WIDTH)
        self.n_checked = 0
        self.wrong: list[str] = []
        self._chapter = 0

    def t(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def name(self, row: dict[str, Any] | None, identifier: str = "") -> str:
        """The name in the language of the report; the other one or the id where there is none."""
        names = [row.get(f"name_{self.lang}"), row.get("name_zh"), row.get("name_en")] if row else []
        return next((n for n in names if n), identifier)

    def named(self, row: dict[str, Any] | None, identifier: str) -> str:
        """Name and id."""
        name = self.name(row, identifier)
        return name if name == identifier else self.t(f"{name}（{identifier}）", f"{name} ({identifier})")

    def clause(self, row: dict[str, Any] | None) -> str:
        """Where a rule comes from: its clause, and whether it is the document's or an assumption."""
        if not row or not row.get("clause"):
            return ""
        basis = row.get("basis")
        words = {"document": ("原文", "document"), "assumption": ("假设", "assumption")}.get(
            basis or "", ("", "")
        )
        word = f"，{words[0]}" if self.lang == "zh" and words[0] else f", {words[1]}" if words[1] else ""
        return self.t(f"〔条款：{row['clause']}{word}〕", f"[clause: {row['clause']}{word}]")

    def title(self, zh: str, en: str) -> None:
        self.console.print(f"[bold]{escape(self.t(zh, en))}[/]")

    def chapter(self, zh: str, en: str) -> None:
        self._chapter += 1
        self.console.print(f"\n[bold]{self._chapter} {escape(self.t(zh, en))}[/]")

    def line(self, zh: str, en: str, level: int = 1) -> None:
        self.console.print(escape("  " * level + self.t(zh, en)), soft_wrap=True)

    def table(self, headers: Sequence[tuple[str, str]], rows: Sequence[Sequence[Any]]) -> None:
        """Headers in both languages; figures to the right."""
        drawn = Table(padding=(0, 1), show_edge=False, box=None)
        drawn.add_column("")
        numeric = [
            all(isinstance(row[at], (int, float, Decimal)) or row[at] is None for row in rows)
            for at in range(len(headers))
        ]
        for (zh, en), is_number in zip(headers, numeric, strict=True):
            drawn.add_column(self.t(zh, en), justify="right" if is_number else "left", header_style="dim")
        for row in rows:
            drawn.add_row(" ", *(escape(show(value)) for value in row))
        self.console.print(drawn)

    def check(self, mine: Any, theirs: Any, where: str) -> str:
        """`` = mart x ✓``, or what the mart says instead."""
        self.n_checked += 1
        if same(mine, theirs):
            return self.t(f" = 数据表 {where} ✓", f" = mart {where} ✓")
        self.wrong.append(f"{where}: {show(mine)} ≠ {show(theirs)}")
        return self.t(f" ✗ 与数据表 {where} 的 {show(theirs)} 不一致", f" ✗ mart {where} says {show(theirs)}")

    def conclusion(self) -> int:
        """What was checked; exit code 0 if everything agrees, 1 if not."""
        self.console.print()
        if not self.wrong:
            zh = f"核对 {self.n_checked} 处，全部与数据表一致 ✓"
            self.title(zh, f"{self.n_checked} figures checked, all equal to the marts ✓")
            return 0
        n = len(self.wrong)
        self.title(
            f"核对 {self.n_checked} 处，{n} 处不一致 ✗（原始数据或方案改动后还没有重新 dbt build？）",
            f"{self.n_checked} figures checked, {n} differ ✗ (raw files or rule book changed without a new dbt build?)",
        )
        for sentence in self.wrong:
            self.line(sentence, sentence)
        return 1
