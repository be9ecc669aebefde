"""Chapters: the six steps from the rank to the grade, and what follows from it (rules.md 6, 7)."""

from __future__ import annotations

from fractions import Fraction

from explaining.report import Report, show
from explaining.world import Department, Row

# Steps 1 and 2 say it in their reason.
STEPS = {
    1: ("", ""),
    2: ("", ""),
    3: (" 按总分填入", ", filled by total"),
    4: (" 降等和递补", ", downgrade and refill"),
    5: (" 升等", ", promotion"),
    6: (" 改定等次", ", grade override"),
}


def explain_grade(report: Report, own: Department) -> None:
    """Replay grade_trace: each step begins where the one before ended, the last gives the grade."""
    report.chapter("从名次到等次，六步", "From the rank to the grade, in six steps")
    grades = {r["grade_id"]: r for r in own.scheme_rows("grades")}
    current: str | None = None
    for step in sorted(own.mart("grade_trace"), key=lambda r: r["step"]):
        number = step["step"]
        if number > 3:
            _begins_where_the_last_ended(report, step, current)
        before, after = (
            report.name(grades.get(step[c]), step[c] or "—") for c in ("grade_before", "grade_after")
        )
        moved = "" if number < 3 else f"：{before} → {after}" if step["grade_before"] else f"：{after}"
        moved_en = moved.replace("：", ": ")
        words = STEPS[number]
        reason = report.t(step["reason_zh"] or "", step["reason_en"] or "")
        report.line(
            f"第 {number} 步{words[0]}{moved}。{reason}", f"Step {number}{words[1]}{moved_en}. {reason}"
        )
        if step["evidence"]:
            report.line(f"依据：{step['evidence']}", f"evidence: {step['evidence']}", 2)
        if clause := step.get("clause") or step.get("clauses"):
            report.line(f"〔条款：{clause}〕", f"[clause: {clause}]", 2)
        if number == 1:
            _floors(report, own, grades)
        if number == 2:
            _places(report, own, grades)
        if number == 3:
            ticked = report.check(
                step["grade_after"], own.result["grade_by_rank"], "department_results.grade_by_rank"
            )
            _cut(report, own, grades, step["grade_after"], ticked)
        current = step["grade_after"]
    ticked = report.check(current, own.result["grade_id"], "department_results.grade_id")
    row = grades.get(current or "")
    name = report.named(row, current or "—")
    report.line(f"等次 = {name}{ticked}{report.clause(row)}", f"grade = {name}{ticked} {report.clause(row)}")


def _begins_where_the_last_ended(report: Report, step: Row, current: str | None) -> None:
    report.check(current, step["grade_before"], f"grade_trace.grade_before {step['step']}")


def _floors(report: Report, own: Department, grades: dict[str, Row]) -> None:
    """Floors the total meets or not, where the scheme has any."""
    for row in sorted(grades.values(), key=lambda r: r["grade_order"]):
        if row["floor"] is not None:
            is_met = float(own.result["total"]) >= row["floor"]
            sign = "≥" if is_met else "<"
            text = f"{show(own.result['total'])} {sign} {show(row['floor'])}"
            name = report.name(row)
            report.line(f"“{name}”的分数线：{text}", f"floor of {name}: {text}", 2)


def _places(report: Report, own: Department, grades: dict[str, Row]) -> None:
    """N × quota of every grade with places; rounding `each` is computed once more."""
    found = own.warehouse.rows("marts.grade_places", **own.run, category_id=own.result["category_id"])
    places = {r["grade_id"]: r for r in found}
    of_category = {
        r["grade_id"]: r for r in own.scheme_rows("grade_shares", category_id=own.result["category_id"])
    }
    settings = own.warehouse.rows("intermediate.int_scheme_settings", scheme_id=own.scheme)[0]
    left: int | None = None
    for grade, row in sorted(grades.items(), key=lambda pair: pair[1]["grade_order"]):
        quota = of_category.get(grade, row)
        if row["quota_num"] is None or grade not in places:
            continue
        given = places[grade]["places"]
        n = places[grade]["n_eligible"]
        left = n if left is None else left
        exact = Fraction(n * quota["quota_num"], quota["quota_den"])
        text = f"{n} × {quota['quota_num']}/{quota['quota_den']} = {show(float(exact))}"
        name = report.name(row, grade)
        if settings["rounding"] == "each":
            rounded = min(int(exact + Fraction(1, 2)), left)
            left -= rounded
            ticked = report.check(rounded, given, "grade_places.places")
            report.line(f"“{name}”：{text} → {rounded} 个{ticked}", f"{name}: {text} → {rounded}{ticked}", 2)
        else:
            report.line(
                f"“{name}”：{text}，最大余数法 → {given} 个（grade_places）",
                f"{name}: {text}, largest remainder → {given} (grade_places)",
                2,
            )
        if clause := report.clause(quota):
            report.line(clause, clause, 3)


def _cut(report: Report, own: Department, grades: dict[str, Row], grade: str, ticked: str) -> None:
    found = own.warehouse.rows(
        "marts.grade_places", **own.run, category_id=own.result["category_id"], grade_id=grade
    )
    name, total = report.name(grades.get(grade), grade), show(own.result["total"])
    cut = found[0]["cut_total"] if found else None
    if cut is None:
        report.line(f"按名次的等次：{name}{ticked}", f"grade by rank: {name}{ticked}", 2)
        return
    report.line(
        f"按名次的等次：{name}{ticked}；总分 {total}，该等次最低总分 {show(cut)}",
        f"grade by rank: {name}{ticked}; total {total}, lowest total with this grade {show(cut)}",
        2,
    )


def explain_uses(report: Report, own: Department) -> None:
    """What follows from the result, each with its clause; nothing where the mart is not built."""
    report.chapter("结果运用", "What follows from it")
    if "marts.measures" not in own.warehouse.tables:
        report.line("这个数据仓库没有 measures 数据表。", "This warehouse has no mart measures.")
        return
    rows = own.mart("measures")
    if not rows:
        report.line("没有结果运用事项。", "No use of results applies.")
    for row in sorted(rows, key=lambda r: r["measure_id"]):
        reason = report.t(row.get("reason_zh") or row["reason"], row.get("reason_en") or row["reason"])
        report.line(
            f"{row['measure_id']}：{reason}{report.clause(row)}",
            f"{row['measure_id']}: {reason} {report.clause(row)}",
        )
