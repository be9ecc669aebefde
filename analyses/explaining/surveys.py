"""Chapter: from one mark on one ballot to the points of a survey component (rules.md 2)."""

from __future__ import annotations

import re
from typing import Any

from explaining.report import Report, fix, show
from explaining.world import Department, Row, in_file_order


def _sum(terms: list[str]) -> str:
    """Terms of a sum; a long one is cut in the middle."""
    return " + ".join(terms if len(terms) <= 8 else [*terms[:4], "…", *terms[-2:]])


class Survey:
    """The marks of one evaluation on one department, screened and scored as the rules say."""

    def __init__(self, own: Department, evaluation: str) -> None:
        self.own, self.evaluation = own, evaluation
        self.settings = own.settings(evaluation)
        of = {"evaluation_id": evaluation}
        self.items = {r["item_id"]: r for r in own.scheme_rows("survey_items", **of)}
        self.options = {r["option_id"]: r for r in own.scheme_rows("mark_options", **of)}
        self.groups = {r["group_id"]: r for r in own.scheme_rows("rater_groups", **of)}
        marks = own.lake(
            "marks",
            "select m.ballot_id, m.item_id, m.option_id, m.source_file, m.source_row, b.group_id from rows as m "
            "join ballots as b on m.ballot_id = b.ballot_id where m.department_id = ? and b.evaluation_id = ?",
            [own.department, evaluation],
        )
        removed = {
            r["ballot_id"]
            for r in own.warehouse.rows("intermediate.int_ballots_straight_lined", **own.run, **of)
            if r["is_removed"]
        }
        self.ballots: dict[str, list[Row]] = {}  # marks with points, by ballot
        self.n_dont_know = self.n_screened = 0
        seen: set[tuple[str, str]] = set()
        for mark in in_file_order(marks):
            key = (mark["ballot_id"], mark["item_id"])
            screened = (
                key in seen
                or not self._is_known(mark["option_id"])
                or mark["item_id"] not in self.items
                or mark["group_id"] not in self.groups
                or mark["ballot_id"] in removed
            )
            seen.add(key)
            points = None if screened else self.points(mark["option_id"])
            self.n_screened += screened
            self.n_dont_know += not screened and points is None
            if points is not None:
                counted = {**mark, "points": points, "weight": self.items[mark["item_id"]]["weight"]}
                self.ballots.setdefault(mark["ballot_id"], []).append(counted)
        self.scores = {
            ballot: sum(m["weight"] * m["points"] for m in counted) / sum(m["weight"] for m in counted)
            for ballot, counted in self.ballots.items()
            if sum(m["weight"] for m in counted)
        }
        self.by_group: dict[str, list[str]] = {}
        for ballot in self.scores:
            self.by_group.setdefault(self.ballots[ballot][0]["group_id"], []).append(ballot)

    def is_rank(self, option: str) -> bool:
        return self.settings["mark_mode"] == "rank" and bool(re.fullmatch(r"[1-9][0-9]*", option))

    def _is_known(self, option: str) -> bool:
        return option in self.options or self.is_rank(option)

    def points(self, option: str) -> float | None:
        if self.is_rank(option):
            return max(0.0, 100 - self.settings["rank_step"] * (int(option) - 1))
        return self.options[option]["points"]

    def mean(self, group: str) -> float:
        ballots = self.by_group[group]
        return sum(self.scores[b] for b in ballots) / len(ballots)

    def takes_part(self, group: str) -> bool:
        return len(self.by_group.get(group, [])) >= max(self.groups[group]["min_ballots"] or 1, 1)


def explain_survey(report: Report, own: Department, leaf: str, with_mark: bool) -> None:
    """One survey component; ``with_mark``: begin with one mark of one ballot."""
    survey, cell = Survey(own, leaf), own.cells[leaf]
    if with_mark and survey.scores:
        _one_mark(report, survey)
    _groups(report, survey)
    found = own.mart("survey_results", evaluation_id=leaf)
    result: Row = found[0] if found else {}
    parts = [(survey.groups[g]["weight"], survey.mean(g)) for g in survey.by_group if survey.takes_part(g)]
    n = len(survey.scores)
    ticked = report.check(n, result.get("n_ballots"), "survey_results.n_ballots")
    report.line(f"有效票共 {n} 张{ticked}", f"{n} ballots with a score{ticked}")
    if not parts:
        report.line(
            "没有一个评价主体达到最低票数：缺得分。", "No group reaches its minimum of ballots: missing."
        )
        return
    score = sum(w * m for w, m in parts) / sum(w for w, _ in parts)
    above = _sum([f"{show(w)}×{show(m)}" for w, m in parts])
    below = _sum([show(w) for w, _ in parts])
    ticked = report.check(score, result.get("score"), "survey_results.score")
    report.line(
        f"测评得分 = ({above}) / ({below}) = {show(score)}{ticked}",
        f"score = ({above}) / ({below}) = {show(score)}{ticked}",
    )
    leaf_points(report, cell, score, survey.settings["points_decimals"])


def _one_mark(report: Report, survey: Survey) -> None:
    """The largest group is taken, so that it is no single leader's ballot."""
    group = max(survey.by_group, key=lambda g: (len(survey.by_group[g]), g))
    ballot = min(survey.by_group[group], key=lambda b: (-len(survey.ballots[b]), b))
    marks = survey.ballots[ballot]
    mark = marks[0]
    option, item = survey.options.get(mark["option_id"]), survey.items[mark["item_id"]]
    zh = f"一条原始打分：{mark['source_file']} 第 {mark['source_row']} 行，测评票 {ballot}，"
    en = f"One raw mark: {mark['source_file']}, row {mark['source_row']}, ballot {ballot}, "
    name = report.name(item, mark["item_id"])
    if survey.is_rank(mark["option_id"]):
        step = show(survey.settings["rank_step"])
        worth = f"max(0, 100 - {step} × ({mark['option_id']} - 1)) = {show(mark['points'])}"
        report.line(
            zh + f"项目“{name}”排第 {mark['option_id']} 名", en + f'item "{name}", rank {mark["option_id"]}'
        )
    else:
        worth = show(mark["points"])
        chosen = report.name(option, mark["option_id"])
        report.line(zh + f"项目“{name}”选“{chosen}”", en + f'item "{name}", option "{chosen}"')
    report.line(f"→ {worth} 分{report.clause(option)}", f"→ {worth} points {report.clause(option)}", 2)
    rows = [
        (
            report.named(survey.items[m["item_id"]], m["item_id"]),
            report.name(survey.options.get(m["option_id"]), m["option_id"]),
            m["points"],
            m["weight"],
        )
        for m in marks
    ]
    headers = (
        ("本票的项目", "items of the ballot"),
        ("选项", "option"),
        ("分值 p", "points p"),
        ("权重 w", "weight w"),
    )
    report.table(headers, rows)
    score = survey.scores[ballot]
    above = _sum([f"{show(m['weight'])}×{show(m['points'])}" for m in marks])
    below = _sum([show(m["weight"]) for m in marks])
    own = survey.own
    kept: list[Row] = own.warehouse.rows(
        "intermediate.int_ballot_scores", **own.run, evaluation_id=survey.evaluation, ballot_id=ballot,
        department_id=own.department,
    )  # fmt: skip
    ticked = report.check(score, kept[0]["ballot_score"], "int_ballot_scores.ballot_score") if kept else ""
    report.line(
        f"本票得分 y = Σwp/Σw = ({above}) / ({below}) = {show(score)}{ticked}",
        f"score of the ballot y = Σwp/Σw = ({above}) / ({below}) = {show(score)}{ticked}",
    )
    ballots = survey.by_group[group]
    total = sum(survey.scores[b] for b in ballots)
    terms = _sum([show(survey.scores[b]) for b in [ballot, *(b for b in sorted(ballots) if b != ballot)]])
    where = report.named(survey.groups[group], group)
    mean = f"({terms}) / {len(ballots)} = {show(total)} / {len(ballots)} = {show(survey.mean(group))}"
    report.line(
        f"本票属于“{where}”，该主体平均 m = {mean}", f"the ballot belongs to {where}; mean m = {mean}"
    )


def _groups(report: Report, survey: Survey) -> None:
    rows: list[list[Any]] = []
    for group, row in sorted(survey.groups.items()):
        n = len(survey.by_group.get(group, []))
        takes_part = survey.takes_part(group)
        rows.append(
            [
                report.named(row, group),
                n,
                max(row["min_ballots"] or 1, 1),
                survey.mean(group) if n else None,
                row["weight"],
                report.t("计入", "counts")
                if takes_part
                else report.t("票数不足，不计", "too few ballots, left out"),
            ]
        )
    headers = (
        ("评价主体", "rater group"),
        ("票数 n", "ballots n"),
        ("最低票数", "at least"),
        ("平均 m", "mean m"),
        ("权重 ω", "weight ω"),
        ("是否计入", "counts"),
    )
    report.table(headers, rows)
    if survey.n_dont_know or survey.n_screened:
        report.line(
            f"另有 {survey.n_dont_know} 个“不了解”不计分，"
            f"{survey.n_screened} 个打分被筛除（重复、方案没有的选项、项目、主体等）。",
            f"{survey.n_dont_know} don't-knows carry no points; {survey.n_screened} marks were screened out.",
        )


def leaf_points(report: Report, cell: Row, score: float, places: int) -> None:
    """points(leaf) = fix(score × max_points / 100, places); of a bonus at most its cap."""
    most = cell["max_points"]
    ticked = report.check(score, cell["score"], "component_results.score")
    exact = cell["score"] * most / 100 if cell["score"] is not None else score * most / 100
    points = fix(exact, places)
    cap_zh = cap_en = ""
    if cell["kind"] == "bonus" and exact > most:
        points, cap_zh, cap_en = fix(most, 9), f"，以 {show(most)} 为限", f", at most {show(most)}"
    report.line(f"得分 {show(score)}{ticked}", f"score {show(score)}{ticked}")
    ticked = report.check(points, cell["points"], "component_results.points")
    report.line(
        f"得分点 = {show(score)} × {show(most)} / 100 → 取 {places} 位小数{cap_zh} = {show(points)}{ticked}",
        f"points = {show(score)} × {show(most)} / 100 → {places} decimals{cap_en} = {show(points)}{ticked}",
    )
