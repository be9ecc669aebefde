"""A comparison as tables for people: titles, columns and words in both languages, rows ready to be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yardstick.trial.compare import Comparison, Release, Row, version_of

Words = tuple[str, str]

TRIAL_MARK = "试算，不作为结果 / trial, not a result"
COMPARISON_MARK = "两个发布的比较，本身不是结果 / two releases compared, not a result of its own"
SAMPLE_MARK = "样本数据，全部虚构 / sample data, all of it invented"

CHANGES: dict[str, Words] = {
    "added": ("新增", "added"),
    "removed": ("删除", "removed"),
    "changed": ("修改", "changed"),
    "decided": ("本部门决定不同", "own decision differs"),
    "takes_place": ("递补", "takes a freed place"),
    "loses_place": ("让出名额", "loses its place"),
    "better": ("等次提高", "better grade"),
    "worse": ("等次降低", "worse grade"),
    "figures": ("等次不变，数值不同", "same grade, other figures"),
    "new": ("新增部门", "new department"),
    "gone": ("不再有", "no longer there"),
    "same": ("不变", "unchanged"),
}
KINDS: dict[str, Words] = {
    "inputs": ("原始文件", "raw file"),
    "rule_book": ("方案表", "rule book"),
}


@dataclass(frozen=True)
class Column:
    """``width`` in characters for the workbook; ``is_number`` is aligned right."""

    zh: str
    en: str
    width: int = 14
    is_number: bool = False

    @property
    def title(self) -> str:
        return f"{self.zh} {self.en}"


@dataclass(frozen=True)
class Table:
    sheet: Words
    columns: tuple[Column, ...]
    rows: list[list[Any]]
    marked: tuple[bool, ...] = ()  # rows that differ, in a table that also has others
    empty: Words = ("没有不同", "no difference")

    @property
    def title(self) -> str:
        return f"{self.sheet[0]} · {self.sheet[1]}"


def number(value: Any) -> str:
    """A total as people read it: two decimals, more only where there are more."""
    if value is None:
        return "—"
    text = f"{Decimal(str(value)):f}"
    whole, _, part = text.partition(".")
    return f"{whole}.{part.rstrip('0').ljust(2, '0')}"


def arrow(
    one: Any, two: Any, show: Callable[[Any], str] = lambda value: "—" if value is None else str(value)
) -> str:
    """``before → after``, or the one value that both have."""
    return show(one) if one == two else f"{show(one)} → {show(two)}"


def both(row: Row, name: str) -> str:
    """Chinese name and English name of one thing in one cell."""
    zh, en = row[f"{name}_zh"], row[f"{name}_en"]
    return zh if zh == en else f"{zh} {en}"


def texts(row: Row, name: str) -> str:
    """A sentence in both languages, one under the other."""
    return "\n".join(dict.fromkeys(text for text in (row[f"{name}_zh"], row[f"{name}_en"]) if text))


def words(change: str) -> str:
    zh, en = CHANGES[change]
    return f"{zh} {en}"


def title_of(found: Comparison) -> str:
    if found.trial is None:
        return "两个发布的比较 · Two releases compared"
    trial = found.trial
    zh, en = found.after.names.city(trial["city_id"])
    return f"试算“{trial['name']}”：{zh} {trial['year']} 年 · Trial {trial['name']}: {en} {trial['year']}"


def marks(found: Comparison) -> list[str]:
    """The lines that stand on every page."""
    lines = [TRIAL_MARK if found.trial else COMPARISON_MARK]
    return [*lines, SAMPLE_MARK] if found.is_sample else lines


def versions(found: Comparison) -> list[str]:
    return [
        f"前 before: {version_of(found.before)}{_trial_of(found.before)}",
        f"后 after: {version_of(found.after)}{_trial_of(found.after)}",
    ]


def _trial_of(release: Release) -> str:
    return f" [试算 trial {release.trial['name']}]" if release.trial else ""


def conclusion(found: Comparison) -> list[str]:
    """What came out, in a few sentences; each figure is a count of rows of the tables."""
    regraded = found.regraded
    n = {change: sum(row["change"] == change for row in regraded) for change in CHANGES}
    categories = len({(r["city_id"], r["year"], r["category_id"]) for r in regraded})
    if regraded:
        zh = f"{len(regraded)} 个部门的等次改变，涉及 {categories} 个类别"
        en = f"{len(regraded)} department(s) change their grade, in {categories} category(ies)"
        zh += f"；其中递补 {n['takes_place']} 个，让出名额 {n['loses_place']} 个。"
        en += f"; {n['takes_place']} take(s) a freed place, {n['loses_place']} lose(s) one."
    else:
        zh, en = "没有部门的等次改变。", "No department changes its grade."
    lines = [zh, en]
    figures = len(found.changed) - len(regraded)
    if figures:
        lines += [
            f"另有 {figures} 个部门等次不变，总分、名次或按名次的等次不同。",
            f"{figures} more keep their grade with another total, rank or grade by rank.",
        ]
    if found.uses is None:
        lines += [
            "至少一个发布没有结果运用（measures），未比较。",
            "A release has no mart measures: uses were not compared.",
        ]
    if found.decisions is None:
        lines += [
            "至少一个发布没有决定及其效果（decision_effects），未比较。",
            "A release has no mart decision_effects: decisions were not compared.",
        ]
    if found.inputs:
        lines += [
            f"注意：除决定外还有 {len(found.inputs)} 个文件不同，下面的差别不都来自决定。",
            f"Note: {len(found.inputs)} other file(s) differ too, so not every difference comes from decisions.",
        ]
    if found.as_of_dates:
        one, two = found.as_of_dates
        lines += [f"注意：截止日期不同，{one} 与 {two}。", f"Note: the as-of dates differ, {one} and {two}."]
    return lines


def tables(found: Comparison, only_changed: bool) -> list[Table]:
    """The tables in reading order; ``only_changed`` leaves departments out that stay as they were."""
    made = [_departments(found, only_changed), _places(found)]
    if found.decisions is not None:
        made.insert(0, _decisions(found))
    if found.uses is not None:
        made.append(_uses(found))
    if found.inputs:
        made.append(_inputs(found))
    return made


def _where(row: Row, found: Comparison) -> list[Any]:
    return [both_of(found.after.names.city(row["city_id"])), row["year"]]


def both_of(names: Words) -> str:
    return names[0] if names[0] == names[1] else f"{names[0]} {names[1]}"


PLACE = (Column("城市", "City", 12), Column("年度", "Year", 7, True))


def _decisions(found: Comparison) -> Table:
    columns = (
        *PLACE,
        Column("变化", "Change", 12),
        Column("决定编号", "Decision", 14),
        Column("部门", "Department", 24),
        Column("决定", "What it says", 24),
        Column("理由", "Reason", 30),
        Column("文号、日期", "Document", 26),
        Column("效果", "Effect", 30),
    )
    rows = [
        [
            *_where(r, found),
            words(r["change"]),
            r["decision_id"],
            both(r, "name"),
            arrow(both(r, "was"), both(r, "now")) if r["was_zh"] else both(r, "now"),
            r["reason"],
            f"{r['document_no']} {r['decided_on']}",
            texts(r, "effect"),
        ]
        for r in found.decisions or []
    ]
    return Table(("决定的不同", "Decisions that differ"), columns, rows)


def _departments(found: Comparison, only_changed: bool) -> Table:
    columns = (
        *PLACE,
        Column("类别", "Category", 16),
        Column("部门", "Department", 26),
        Column("总分", "Total", 16, True),
        Column("名次", "Rank", 10, True),
        Column("按名次的等次", "Grade by rank", 22),
        Column("等次", "Grade", 22),
        Column("变化", "What", 24),
        Column("从哪一步起不同", "Where the two part", 46),
    )
    listed = found.changed if only_changed else found.departments
    rows = [
        [
            *_where(r, found),
            both(r, "category"),
            both(r, "name"),
            arrow(r["total_before"], r["total_after"], number),
            arrow(r["category_rank_before"], r["category_rank_after"]),
            _grades(r, "grade_by_rank"),
            _grades(r, "grade_id"),
            words(r["change"]),
            texts(r, "cause"),
        ]
        for r in listed
    ]
    marked = tuple(r["change"] != "same" for r in listed)
    return Table(("部门结果", "Results of departments"), columns, rows, () if only_changed else marked)


def _grades(row: Row, column: str) -> str:
    return arrow(*(both(row, f"{column}_{side}") or None for side in ("before", "after")))


def _places(found: Comparison) -> Table:
    columns = (
        *PLACE,
        Column("类别", "Category", 16),
        Column("等次", "Grade", 18),
        Column("名额", "Places", 10, True),
        Column("最终人选数", "Holders in the end", 14, True),
        Column("分数线", "Cut", 18, True),
    )
    rows = [
        [
            *_where(r, found),
            both(r, "category"),
            both(r, "grade"),
            arrow(r["places_before"], r["places_after"]),
            arrow(r["holders_before"], r["holders_after"]),
            arrow(r["cut_before"], r["cut_after"], number),
        ]
        for r in found.places
    ]
    return Table(("名额和等次人数", "Places and holders"), columns, rows)


def _uses(found: Comparison) -> Table:
    columns = (
        *PLACE,
        Column("变化", "Change", 12),
        Column("部门", "Department", 26),
        Column("结果运用", "Use", 26),
        Column("理由", "Reason", 34),
        Column("条款", "Clause", 40),
    )
    rows = [
        [
            *_where(r, found),
            words(r["change"]),
            both(r, "name"),
            r["measure_id"],
            texts(r, "reason"),
            r["clause"],
        ]
        for r in found.uses or []
    ]
    return Table(("结果运用", "Uses of the results"), columns, rows)


def _inputs(found: Comparison) -> Table:
    columns = (Column("种类", "Kind", 18), Column("文件", "File", 60), Column("变化", "Change", 14))
    rows: list[list[Any]] = [[both_of(KINDS[r["kind"]]), r["name"], words(r["change"])] for r in found.inputs]
    return Table(("其他不同的文件", "Other files that differ"), columns, rows)
