"""一个等次的由来 / how a grade comes about: a department's way from ONE raw mark to its grade, in print.

    python analyses/explain_a_grade.py <city> <year> <department> [--scheme S] [--lang zh|en]

Every number stands with its arithmetic, is computed once more from the accepted raw rows and the scheme tables, and is
compared with the mart it must equal (✓). Reads the warehouse (read-only) and the lake; writes nothing.
It shows one ballot of the largest rater group and means of small groups: for the appraisal office only.
Exit code 0: all equal. 1: a figure differs from its mart. 2: nothing can be explained (unknown city, year, ...).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from explaining.grades import explain_grade, explain_uses
from explaining.report import Report, show
from explaining.tree import explain_leaves, explain_rank, explain_tree
from explaining.world import Department, ExplainError, find


def explain(own: Department, lang: str) -> int:
    """Print the whole way of one department-year in one run; returns the exit code."""
    report = Report(lang)
    runs = own.warehouse.rows("marts.runs", **own.run)
    run, result = runs[0], own.result
    city, scheme = (run.get(f"{what}_{lang}") or run[f"{what}_id"] for what in ("city", "scheme"))
    name = report.named(result, own.department)
    kind = (
        report.t("当年方案", "scheme of the year")
        if run["is_official"]
        else report.t("其他方案", "another scheme")
    )
    report.title(
        f"{city} {own.year} 年 {name}：等次的由来", f"{city} {own.year}, {name}: how its grade comes about"
    )
    report.line(f"方案：{scheme}（{own.scheme}，{kind}）", f"Scheme: {scheme} ({own.scheme}, {kind})", 0)
    report.line(*_in_short(report, own), 0)
    report.line(
        "下面有一张测评票的原文和票数很少的小组平均，只供考评办内部核对，不得外传。",
        "One ballot as it was cast and means of small groups follow: for the appraisal office only.",
        0,
    )
    explain_leaves(report, own)
    explain_tree(report, own)
    if explain_rank(report, own):
        explain_grade(report, own)
    explain_uses(report, own)
    return report.conclusion()


def _in_short(report: Report, own: Department) -> tuple[str, str]:
    result = own.result
    if result["grade_id"] is None:
        return "结论：没有等次，原因见下。", "In short: no grade; the reason stands below."
    grades = {r["grade_id"]: r for r in own.scheme_rows("grades")}
    grade = report.name(grades[result["grade_id"]])
    rank, of = result["category_rank"], result["n_ranked"]
    return (
        f"结论：总分 {show(result['total'])}，第 {rank} 名（共 {of} 个），{grade}。",
        f"In short: total {show(result['total'])}, rank {rank} of {of}, {grade}.",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("city", help="城市编号 / city id")
    parser.add_argument("year", type=int, help="年度 / year")
    parser.add_argument("department", help="部门编号或名称 / department, id or name")
    parser.add_argument("--scheme", help="方案，默认当年方案 / scheme; default: that of the year")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="语言 / language")
    options = parser.parse_args(arguments)
    try:
        own = find(options.city, options.year, options.department, options.scheme)
    except ExplainError as error:
        print(error, file=sys.stderr)
        return 2
    return explain(own, options.lang)


if __name__ == "__main__":
    sys.exit(main())
