"""Targets (rules.md section 4): approved version, achievement, difficulty, result part, setting part."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Callable

from .reading import CityYear, Row, day, flag, number
from .scheme import Scheme


def month_day(year: int, value: str) -> dt.date:
    month, of_month = value.split("-")
    return dt.date(year, int(month), int(of_month))


def approved_version(rounds: list[Row], scheme: Scheme, year: int, changed: bool) -> Row | None:
    """The highest approved round by targets_close_on; a target_change lets all its later rounds count."""

    def close(r: Row) -> dt.date:
        return month_day(year, scheme.setting("targets_close_on", r["component_id"]))

    ok = [r for r in rounds if r["status"] == "approved" and r["approved_on"]]
    ok = [r for r in ok if changed or day(r["approved_on"]) <= close(r)]
    return max(ok, key=lambda r: int(r["round"]), default=None)


def quantity_achievement(target: Row, actual: float, scheme: Scheme) -> float:
    """Piecewise linear through (floor, 0), (target, 100), (stretch, 100 + stretch_bonus), flat outside."""
    goal = number(target["target_value"])
    sign = -1 if target["direction"] == "down" else 1
    floor, stretch = number(target["floor_value"]), number(target["stretch_value"])
    top = 100 + float(scheme.setting("stretch_bonus", target["component_id"]))
    if floor is None:
        floor = 0.0 if sign > 0 else 2 * goal
    if stretch is None and goal > 0:
        stretch = goal * (1 + sign * float(scheme.setting("default_stretch", target["component_id"])))
    reached = sign * (actual - goal) >= 0
    if flag(target["all_or_nothing"], 0):
        return 100.0 if reached else 0.0
    if not reached:
        return max(0.0, 100 * (actual - floor) / (goal - floor))
    if stretch is None:
        return 100.0
    return min(top, 100 + (top - 100) * (actual - goal) / (stretch - goal))


def judged_achievement(scores: list[float], least: int, trimmed: int) -> float | None:
    """n >= 5: mean without one highest and one lowest; least <= n < 5: median; fewer: unreported."""
    if len(scores) >= trimmed:
        return sum(sorted(scores)[1:-1]) / (len(scores) - 2)
    return statistics.median(scores) if len(scores) >= max(1, least) else None


def achievement(target: Row, reports: list[Row], scheme: Scheme, year: int) -> float | None:
    """Achievement c from the counting reports; None = unreported."""
    component = target["component_id"]
    cutoff = scheme.setting("year_end_cutoff", component)
    last = month_day(year + 1, cutoff) if cutoff else dt.date(year, 12, 31)
    counting = [r for r in reports if flag(r["is_verified"], 0) and r["reported_on"]]
    counting = [r for r in counting if dt.date(year, 1, 1) <= day(r["reported_on"]) <= last]
    counting.sort(key=lambda r: (day(r["reported_on"]), r["report_id"].encode()))
    kind = target["measure_kind"]
    if kind == "quantity":
        values = [number(r["actual_value"]) for r in counting if r["actual_value"]]
        return quantity_achievement(target, values[-1], scheme) if values else None
    if kind == "judged":
        judged = {r["assessor_id"]: number(r["judged_score"]) for r in counting if r["judged_score"]}
        limits = [int(scheme.setting(s, component)) for s in ("min_assessors", "trimmed_from_assessors")]
        return judged_achievement(list(judged.values()), *limits)
    if not counting:
        return None
    done = day(counting[-1]["completed_on"])
    if done is None:
        return 0.0
    late = (done - (day(target["due_on"]) or dt.date(year, 12, 31))).days
    per_day = float(scheme.setting("late_points_per_day", component))
    return 100.0 if late <= 0 else max(0.0, 100 - per_day * late)


def review_medians(data: CityYear) -> dict[tuple[str, int, str], float]:
    """(target, round, criterion) -> median review score."""
    scores = defaultdict(list)
    for r in data.rows["target_reviews"]:
        scores[r["target_id"], int(r["round"]), r["criterion_id"]].append(number(r["score"]))
    return {key: statistics.median(values) for key, values in scores.items()}


def setting_part(counted: list[dict], medians: dict, criteria: dict[str, float]) -> float | None:
    """Setting part q: per criterion the weight-averaged median, then the criteria's weighted mean."""
    top = bottom = 0.0
    for criterion, weight in criteria.items():
        found = [(t["w"], medians.get((t["target_id"], t["round"], criterion))) for t in counted]
        found = [(w, m) for w, m in found if m is not None]
        if found:
            top += weight * sum(w * m for w, m in found) / sum(w for w, _ in found)
            bottom += weight
    return top / bottom if bottom else None


def target_results(
    data: CityYear, scheme: Scheme, excluded: Callable[[str, str], bool], categories: dict[str, str]
) -> tuple[dict[str, dict], dict[tuple[str, str], float]]:
    """All rows of target_results and the score per (department, component); `excluded` = not applicable."""
    rounds, reports = defaultdict(list), defaultdict(list)
    for r in data.rows["targets"]:
        rounds[r["target_id"]].append(r)
    for r in data.rows["target_reports"]:
        reports[r["target_id"]].append(r)
    changed = {r["target_id"] for r in data.rows["decisions"] if r["kind"] == "target_change"}
    medians = review_medians(data)
    rows: dict[str, dict] = {}
    for target, versions in rounds.items():
        last = max(versions, key=lambda r: int(r["round"]))
        version = approved_version(versions, scheme, data.year, target in changed)
        shown = version or last
        component, department = shown["component_id"], shown["department_id"]
        if component not in scheme.nodes or scheme.nodes[component].method != "target":
            continue
        row = {"target_id": target, "department_id": department, "component_id": component}
        row |= {"weight": number(shown["weight"]), "round": int(shown["round"]), "achievement": None}
        row |= {"difficulty": None, "w": None, "c": None}
        if version is None:
            row["status"] = "not_approved"
        elif excluded(department, component):
            row["status"] = "not_applicable"
        else:
            row["c"] = achievement(version, reports[target], scheme, data.year)
            row["status"] = "unreported" if row["c"] is None else "scored"
            span = float(scheme.setting("difficulty_span", component))
            hard = medians.get((target, row["round"], "difficulty"), 50.0)
            row["delta"] = min(1 + span, max(1 - span, 1 + span * (hard - 50) / 50))
        rows[target] = row
    scores = component_scores(data, scheme, rows, medians, categories)
    return rows, scores


def component_scores(
    data: CityYear, scheme: Scheme, rows: dict[str, dict], medians: dict, categories: dict[str, str]
) -> dict[tuple[str, str], float]:
    """w, delta*, result part r, setting part q and score = (1 - s) r + s q."""
    cells, pools = defaultdict(list), defaultdict(list)
    for row in rows.values():
        if row["status"] in {"scored", "unreported"}:
            cells[row["department_id"], row["component_id"]].append(row)
    for (department, component), counted in cells.items():
        total = sum(t["weight"] for t in counted)
        for t in counted:
            t["w"] = t["weight"] / total
        pools[categories.get(department), component] += counted
    for pool in pools.values():
        mean = sum(t["w"] * t["delta"] for t in pool) / sum(t["w"] for t in pool)
        for t in pool:
            t["difficulty"] = t["delta"] / mean
    any_report = bool(data.rows["target_reports"])
    criteria = {r["criterion_id"]: number(r["weight"]) for r in scheme.tables["setting_criteria"]}
    scores = {}
    for (department, component), counted in cells.items():
        zero = any_report and scheme.setting("unreported_target", component) == "zero"
        for t in counted:
            t["achievement"] = 0.0 if t["c"] is None and zero else t["c"]
        if not any_report or any(t["achievement"] is None for t in counted):
            continue
        gained = sum(t["w"] * t["achievement"] * t["difficulty"] for t in counted)
        r = min(float(scheme.setting("target_cap", component)), gained / sum(t["w"] for t in counted))
        q = setting_part(counted, medians, criteria)
        share = float(scheme.setting("setting_share", component))
        scores[department, component] = r if q is None else (1 - share) * r + share * q
    return scores
