"""Chapter: from one target's value to the points of a target component (rules.md 4)."""

from __future__ import annotations

import datetime as dt
import statistics
from typing import Any

from explaining.report import Report, fix, show
from explaining.surveys import leaf_points
from explaining.world import Department, Row

UP, DOWN = 1, -1


def month_day(year: int, text: str) -> dt.date:
    month, day = (int(part) for part in text.split("-"))
    return dt.date(year, month, day)


class Targets:
    """The department's targets of one component: version, value, achievement, difficulty."""

    def __init__(self, own: Department, leaf: str) -> None:
        self.own, self.leaf, self.settings = own, leaf, own.settings(leaf)
        self.marts = {r["target_id"]: r for r in own.mart("target_results", component_id=leaf)}
        self.has_reports = bool(own.lake("target_reports", "select 1 from rows limit 1"))
        changed = {
            r["target_id"]
            for r in own.lake("decisions", "select target_id from rows where kind = 'target_change'")
        }
        rounds = own.lake(
            "targets",
            "select * from rows where department_id = ? and component_id = ?",
            [own.department, leaf],
        )
        close = month_day(own.year, self.settings["targets_close_on"])
        self.versions: dict[str, Row] = {}
        for row in sorted(rounds, key=lambda r: r["round"]):
            in_time = row["approved_on"] is not None and row["approved_on"] <= close
            if row["status"] == "approved" and (in_time or row["target_id"] in changed):
                self.versions[row["target_id"]] = row
        self.n_not_approved = len({r["target_id"] for r in rounds}) - len(self.versions)
        names = ", ".join(f"'{name}'" for name in self.versions) or "''"
        self.reports = own.lake("target_reports", f"select * from rows where target_id in ({names})")
        self.reviews = own.lake("target_reviews", f"select * from rows where target_id in ({names})")
        for name, row in self.versions.items():
            row["c"], row["how"] = self.achievement(row)
            row["delta"], row["reviewed"] = self.delta(row)
            row["w"] = row["weight"] / sum(v["weight"] for v in self.versions.values())
            row["mart"] = self.marts.get(name, {})

    def counting(self, target: Row) -> list[Row]:
        """Verified reports within the year or before the year-end cut-off, in order."""
        year, cutoff = self.own.year, self.settings["year_end_cutoff"]
        last = month_day(year + 1, cutoff) if cutoff else dt.date(year, 12, 31)
        found = [
            r
            for r in self.reports
            if r["target_id"] == target["target_id"]
            and r["is_verified"] == 1
            and dt.date(year, 1, 1) <= r["reported_on"] <= last
        ]
        return sorted(found, key=lambda r: (r["reported_on"], r["report_id"]))

    def achievement(self, target: Row) -> tuple[float | None, list[tuple[str, str]]]:
        """Achievement c (None: unreported and missing), and how it comes about in both languages."""
        reports = self.counting(target)
        c, how = getattr(self, f"_{target['measure_kind']}")(target, reports)
        if c is not None:
            return c, how
        if self.settings["unreported_target"] == "zero" and self.has_reports:
            return 0.0, [*how, ("没有可计的报告：未报告，c = 0", "no report that counts: unreported, c = 0")]
        return None, [*how, ("没有可计的报告：缺", "no report that counts: missing")]

    def _quantity(self, target: Row, reports: list[Row]) -> tuple[float | None, list[tuple[str, str]]]:
        found = [r for r in reports if r["actual_value"] is not None]
        if not found:
            return None, []
        x, report = found[-1]["actual_value"], found[-1]
        goal = target["target_value"]
        sign = DOWN if target["direction"] == "down" else UP
        where = report["source_file"]
        how = [
            (
                f"年终值 x = {show(x)}（{where} 第 {report['source_row']} 行，{report['reported_on']} 报）",
                f"year-end value x = {show(x)} ({where}, row {report['source_row']}, {report['reported_on']})",
            )
        ]
        if target["all_or_nothing"] == 1:
            c = 100.0 if sign * (fix(x, 9) - fix(goal, 9)) >= 0 else 0.0
            how.append(
                (
                    f"全有或全无：目标 {show(goal)} → c = {show(c)}",
                    f"all or nothing: target {show(goal)} → c = {show(c)}",
                )
            )
            return c, how
        floor, stretch = target["floor_value"], target["stretch_value"]
        if floor is None and goal > 0:
            floor = 0.0 if sign == UP else 2 * goal
        if stretch is None and goal > 0:
            stretch = goal * (1 + sign * self.settings["default_stretch"])
        bonus = self.settings["stretch_bonus"]
        most = show(100 + bonus)
        how.append(
            (
                f"锚点：底线 {show(floor)} → 0，目标 {show(goal)} → 100，挑战 {show(stretch)} → {most}",
                f"anchors: floor {show(floor)} → 0, target {show(goal)} → 100, stretch {show(stretch)} → {most}",
            )
        )
        if sign * (x - floor) <= 0:
            c, text = 0.0, "0"
        elif sign * (x - goal) <= 0:
            c = 100 * (x - floor) / (goal - floor)
            text = f"100 × ({show(x)} - {show(floor)}) / ({show(goal)} - {show(floor)}) = {show(c)}"
        elif stretch is None:
            c, text = 100.0, "100"
        elif sign * (x - stretch) >= 0:
            c, text = 100 + bonus, most
        else:
            c = 100 + bonus * (x - goal) / (stretch - goal)
            text = f"100 + {show(bonus)} × ({show(x)} - {show(goal)}) / ({show(stretch)} - {show(goal)}) = {show(c)}"
        return c, [*how, (f"完成度 c = {text}", f"achievement c = {text}")]

    def _milestone(self, target: Row, reports: list[Row]) -> tuple[float | None, list[tuple[str, str]]]:
        if not reports:
            return None, []
        done = reports[-1]["completed_on"]
        due = target["due_on"] or dt.date(self.own.year, 12, 31)
        if done is None:
            return 0.0, [
                ("最后一份报告没有完成日期：c = 0", "the last report has no date of completion: c = 0")
            ]
        days, per_day = max(0, (done - due).days), self.settings["late_points_per_day"]
        c = max(0.0, 100 - per_day * days)
        text = f"max(0, 100 - {show(per_day)} × {days}) = {show(c)}"
        return float(c), [
            (
                f"应于 {due}，完成于 {done}，晚 {days} 天：c = {text}",
                f"due {due}, completed {done}, {days} days late: c = {text}",
            )
        ]

    def _judged(self, target: Row, reports: list[Row]) -> tuple[float | None, list[tuple[str, str]]]:
        last = {r["assessor_id"] or "": r["judged_score"] for r in reports if r["judged_score"] is not None}
        scores = sorted(last.values())
        listed = ", ".join(show(s) for s in scores)
        if len(scores) >= self.settings["trimmed_from_assessors"]:
            c = sum(scores[1:-1]) / (len(scores) - 2)
            return c, [
                (
                    f"{len(scores)} 位评定人 {listed}：去掉一个最高一个最低，平均 c = {show(c)}",
                    f"{len(scores)} assessors {listed}: mean without one highest and one lowest, c = {show(c)}",
                )
            ]
        if len(scores) >= self.settings["min_assessors"]:
            c = float(statistics.median(scores))
            return c, [
                (
                    f"{len(scores)} 位评定人 {listed}：中位数 c = {show(c)}",
                    f"{len(scores)} assessors {listed}: median c = {show(c)}",
                )
            ]
        least = show(self.settings["min_assessors"])
        return None, [
            (f"{len(scores)} 位评定人，少于 {least} 位", f"{len(scores)} assessors, fewer than {least}")
        ]

    def scores_of(self, target: Row, criterion: str) -> list[float]:
        """Review scores of the approved round."""
        key = (target["target_id"], target["round"], criterion)
        return [r["score"] for r in self.reviews if (r["target_id"], r["round"], r["criterion_id"]) == key]

    def delta(self, target: Row) -> tuple[float, float | None]:
        """Difficulty coefficient before levelling, and the reviewers' median behind it."""
        scores = self.scores_of(target, "difficulty")
        if not scores:
            return 1.0, None
        span, median = self.settings["difficulty_span"], float(statistics.median(scores))
        return min(1 + span, max(1 - span, 1 + span * (median - 50) / 50)), median

    def mean_delta(self) -> tuple[float, int]:
        """Σ(wδ)/Σw over all counted targets of the run, category and component, and their number."""
        rows = [
            r
            for r in self.own.warehouse.rows(
                "marts.target_results",
                **self.own.run,
                category_id=self.own.result["category_id"],
                component_id=self.leaf,
            )
            if r["difficulty"] is not None
        ]
        return sum(r["weight_share"] * r["delta"] for r in rows) / sum(r["weight_share"] for r in rows), len(
            rows
        )

    def setting_part(self) -> tuple[float | None, list[list[Any]]]:
        """q, and per criterion its weight and score."""
        rows: list[list[Any]] = []
        for criterion in sorted(self.own.scheme_rows("setting_criteria"), key=lambda r: r["criterion_id"]):
            found = [
                (v["w"], float(statistics.median(scores)))
                for v in self.versions.values()
                if (scores := self.scores_of(v, criterion["criterion_id"]))
            ]
            if found:
                score = sum(w * s for w, s in found) / sum(w for w, _ in found)
                rows.append([criterion, len(found), score, criterion["weight"]])
        if not rows:
            return None, []
        return sum(r[2] * r[3] for r in rows) / sum(r[3] for r in rows), rows


def explain_targets(report: Report, own: Department, leaf: str) -> None:
    """One target component of the department."""
    targets, cell = Targets(own, leaf), own.cells[leaf]
    if not targets.versions:
        report.line("没有获批的目标：缺得分。", "No approved target: missing.")
        return
    mean, n = targets.mean_delta()
    for row in targets.versions.values():
        row["level"] = row["delta"] / mean
    _one_target(report, targets, mean, n)
    _all(report, targets)
    blocked = [row for row in targets.versions.values() if row["c"] is None]
    if blocked:
        names = ", ".join(row["target_id"] for row in blocked)
        if targets.has_reports:
            report.line(
                f"目标 {names} 没有可计的报告，方案规定按缺处理：缺得分。",
                f"No report counts for {names}, which the scheme says is missing.",
            )
        else:
            report.line(
                "本年没有任何目标报告：所有部门缺这一项。",
                "There is no target report at all in this city and year: missing for every department.",
            )
        return
    weights = sum(row["w"] for row in targets.versions.values())
    weighted = sum(row["w"] * row["c"] * row["level"] for row in targets.versions.values()) / weights
    cap, share = targets.settings["target_cap"], targets.settings["setting_share"]
    r = min(cap, weighted)
    report.line(
        f"完成部分 r = min({show(cap)}, Σ w c δ* / Σ w) = min({show(cap)}, {show(weighted)}) = {show(r)}",
        f"result part r = min({show(cap)}, Σ w c δ* / Σ w) = min({show(cap)}, {show(weighted)}) = {show(r)}",
    )
    q, criteria = targets.setting_part()
    score = r if q is None else (1 - share) * r + share * q
    if q is None:
        report.line("没有制定评审：得分 = r", "no review of how targets were set: score = r")
    else:
        headers = (
            ("制定评审标准", "criterion"),
            ("目标数", "targets"),
            ("加权得分", "weighted score"),
            ("权重", "weight"),
        )
        report.table(headers, [[report.named(c, c["criterion_id"]), n, s, w] for c, n, s, w in criteria])
        above = " + ".join(f"{show(w)}×{show(s)}" for _, _, s, w in criteria)
        below = " + ".join(show(w) for _, _, _, w in criteria)
        report.line(
            f"制定部分 q = ({above}) / ({below}) = {show(q)}",
            f"setting part q = ({above}) / ({below}) = {show(q)}",
        )
        text = f"(1 - {show(share)}) × {show(r)} + {show(share)} × {show(q)} = {show(score)}"
        report.line(f"得分 = (1 - s) r + s q = {text}", f"score = (1 - s) r + s q = {text}")
    leaf_points(report, cell, score, targets.settings["points_decimals"])


def _one_target(report: Report, targets: Targets, mean: float, n: int) -> None:
    """The heaviest quantity target, else the heaviest of all."""
    row = max(
        targets.versions.values(), key=lambda r: (r["measure_kind"] == "quantity", r["w"], r["target_id"])
    )
    report.line(
        f"一个目标：{row['source_file']} 第 {row['source_row']} 行，{row['target_id']}“{row['title']}”，"
        f"第 {row['round']} 轮获批（{row['approved_on']}）",
        f'One target: {row["source_file"]}, row {row["source_row"]}, {row["target_id"]} "{row["title"]}", '
        f"approved in round {row['round']} ({row['approved_on']})",
    )
    mart = row["mart"]
    for at, (zh, en) in enumerate(row["how"]):
        ticked = (
            report.check(row["c"], mart.get("achievement"), "target_results.achievement")
            if at == len(row["how"]) - 1
            else ""
        )
        report.line(zh + ticked, en + ticked, 2)
    span = show(targets.settings["difficulty_span"])
    if row["reviewed"] is None:
        report.line("难度没有评审：δ = 1", "difficulty not reviewed: δ = 1", 2)
    else:
        text = f"1 + {span} × ({show(row['reviewed'])} - 50) / 50 = {show(row['delta'])}"
        report.line(
            f"难度评审中位数 {show(row['reviewed'])}：δ = {text}（限于 1 ± {span}）",
            f"median of the difficulty reviews {show(row['reviewed'])}: δ = {text} (within 1 ± {span})",
            2,
        )
    text = f"{show(row['delta'])} / {show(mean)} = {show(row['level'])}"
    text += report.check(row["level"], mart.get("difficulty"), "target_results.difficulty")
    report.line(
        f"δ* = δ / 本类别 {n} 个目标的加权平均 = {text}",
        f"δ* = δ / weighted mean of the category's {n} targets = {text}",
        2,
    )
    total = sum(v["weight"] for v in targets.versions.values())
    text = f"{show(row['weight'])} / {show(total)} = {show(row['w'])}"
    text += report.check(row["w"], mart.get("weight_share"), "target_results.weight_share")
    report.line(
        f"w = 权重 / 本部门计入目标的权重和 = {text}",
        f"w = weight / the sum of the department's weights = {text}",
        2,
    )


def _all(report: Report, targets: Targets) -> None:
    rows = []
    wrong = []
    for name, row in sorted(targets.versions.items()):
        ticks = [
            report.check(row["c"], row["mart"].get("achievement"), f"target_results.achievement {name}"),
            report.check(row["level"], row["mart"].get("difficulty"), f"target_results.difficulty {name}"),
        ]
        wrong += [tick for tick in ticks if "✓" not in tick]
        product = None if row["c"] is None else row["w"] * row["c"] * row["level"]
        rows.append([name, row["title"], row["c"], row["level"], row["w"], product])
    headers = (
        ("目标", "target"),
        ("名称", "title"),
        ("完成度 c", "achievement c"),
        ("难度 δ*", "difficulty δ*"),
        ("权重 w", "weight w"),
        ("w c δ*", "w c δ*"),
    )
    report.table(headers, rows)
    if not wrong:
        report.line(
            f"以上 {len(rows)} 个目标的 c 和 δ* 都等于数据表 target_results ✓",
            f"c and δ* of these {len(rows)} targets equal mart target_results ✓",
        )
    for tick in wrong:
        report.line(tick.strip(), tick.strip())
    if targets.n_not_approved:
        report.line(
            f"另有 {targets.n_not_approved} 个目标未获批，不计。",
            f"{targets.n_not_approved} more target(s) were not approved and do not count.",
        )
