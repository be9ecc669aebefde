"""The score sheet of a run: daily, direct, roll-up, ranks, contributions (rules.md sections 1, 3, 5, 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from .reading import CityYear, Row, exact, flag
from .scheme import Node, Scheme, decimal, fix
from .surveys import survey_results
from .targets import target_results

SCORED, MISSING, NOT_APPLICABLE = "scored", "missing", "not_applicable"


def ranks(values: dict[str, Any]) -> dict[str, int]:
    """Competition rank (1, 1, 3), descending."""
    order = sorted(values.values(), reverse=True)
    return {key: order.index(value) + 1 for key, value in values.items()}


def daily_score(records: list[Row], items: dict[str, Row], scheme: Scheme, component: str) -> Decimal:
    """Section 3: raw = daily_base + min(bonus, daily_bonus_cap) - penalties, clamped to 0..100 + overflow."""
    pending = scheme.setting("count_pending", component) == "1"
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for r in records:
        if r["appeal_status"] == "upheld" or (r["appeal_status"] == "pending" and not pending):
            continue
        item = items.get(r["item_id"])
        if item is not None:
            sums[item["item_id"]] += decimal(
                exact(r["points"]) if r["points"] else exact(item["default_points"] or "0")
            )
    side = {"bonus": Decimal(0), "penalty": Decimal(0)}
    for item_id, total in sums.items():
        cap = items[item_id]["cap_item"]
        side[items[item_id]["direction"]] += min(total, Decimal(cap)) if cap else total
    cap = scheme.setting("daily_bonus_cap", component)
    bonus = min(side["bonus"], Decimal(cap)) if cap else side["bonus"]
    raw = Decimal(scheme.setting("daily_base", component)) + bonus - side["penalty"]
    return min(max(raw, Decimal(0)), 100 + Decimal(scheme.setting("daily_overflow", component)))


class Sheet:
    """One run: every department x component with status, score and points; then totals and ranks."""

    def __init__(self, data: CityYear, marks: pd.DataFrame, scheme: Scheme) -> None:
        self.data, self.scheme = data, scheme
        self.departments = {r["department_id"]: r for r in data.rows["departments"]}
        self.category = {d: r["category_id"] for d, r in self.departments.items()}
        self.ranked = {d for d, r in self.departments.items() if flag(r["is_ranked"], 1)}
        named = [r for r in data.rows["decisions"] if r["kind"] == "not_applicable"]
        self.set_aside = {(r["department_id"], r["component_id"]) for r in named}
        self.surveys: dict[tuple[str, str], dict] = {}
        self.targets: dict[str, dict] = {}
        scores = self.leaf_scores(marks)
        self.cells: dict[tuple[str, str], dict] = {}
        for department in self.departments:
            self.roll_up(department, self.root.id, scores)
        self.results()

    @property
    def root(self) -> Node:
        return next(n for n in self.scheme.nodes.values() if not n.parent)

    @property
    def bonus(self) -> list[Node]:
        return [n for n in self.scheme.nodes.values() if n.kind == "bonus"]

    def excluded(self, department: str, component: str) -> bool:
        """not_applicable: a decision on the component or on a node above it; it wins over evidence."""
        return any((department, c) in self.set_aside for c in self.scheme.ancestors(component))

    def leaf_scores(self, marks: pd.DataFrame) -> dict[tuple[str, str], float | Decimal]:
        """Evidence of every leaf: surveys, daily records, targets, direct scores."""
        data, scheme = self.data, self.scheme
        scores: dict[tuple[str, str], float | Decimal] = {}
        for node in scheme.leaves("survey"):
            found = survey_results(marks, scheme, node.id)
            for d in self.departments:
                row = found.get(d, {"n_ballots": 0, "n_marks": 0, "score": None})
                self.surveys[d, node.id] = row
                if row["score"] is not None:
                    scores[d, node.id] = row["score"]
        records = defaultdict(list)
        for r in data.rows["daily_records"]:
            records[r["department_id"]].append(r)
        items = {r["item_id"]: r for r in scheme.tables["daily_items"]}
        for node in scheme.leaves("daily") if data.rows["daily_records"] else ():
            for d in self.departments:
                scores[d, node.id] = daily_score(records[d], items, scheme, node.id)
        self.targets, found = target_results(data, scheme, self.excluded, self.category)
        scores |= found
        direct = {n.id for n in scheme.leaves("direct")}
        for r in data.rows["direct_scores"]:
            if r["component_id"] in direct:
                scores[r["department_id"], r["component_id"]] = float(exact(r["score"]))
        return scores

    def roll_up(self, department: str, component: str, scores: dict) -> dict:
        """Section 1: points of leaves and inner nodes with their statuses; nothing missing counts as 0."""
        scheme, node = self.scheme, self.scheme.nodes[component]
        digits = int(scheme.setting("points_decimals"))
        cell = {"parent_id": node.parent, "max_points": float(node.max_points), "points": None, "score": None}
        if node.method != "sum":
            score = scores.get((department, component))
            if self.excluded(department, component):
                cell["status"] = NOT_APPLICABLE
            elif score is None:
                cell["status"] = MISSING
            else:
                points = fix(float(score) * float(node.max_points) / 100, digits)
                if node.kind == "bonus":
                    points = min(points, fix(node.max_points, digits))
                cell |= {"status": SCORED, "score": float(score), "points": points}
        else:
            children = [self.roll_up(department, c, scores) for c in node.children]
            status = {c["status"] for c in children}
            if component == self.root.id:
                for extra in self.bonus:
                    self.roll_up(department, extra.id, scores)
            if MISSING in status:
                cell["status"] = MISSING
            elif status == {NOT_APPLICABLE}:
                cell["status"] = NOT_APPLICABLE
            else:
                pairs = zip(node.children, children, strict=True)
                there = [(scheme.nodes[c], x) for c, x in pairs if x["status"] == SCORED]
                points = sum((x["points"] for _, x in there), Decimal(0))
                rest = sum((n.max_points for n, _ in there), Fraction(0))
                if NOT_APPLICABLE in status and rest:
                    points = fix(Fraction(points) * node.max_points / rest, digits)
                score = float(Fraction(points) / node.max_points * 100) if node.max_points else None
                cell |= {"status": SCORED, "points": points, "score": score}
        self.cells[department, component] = cell
        return cell

    def by_category(self, departments: Iterable[str]) -> dict[str, list[str]]:
        groups = defaultdict(list)
        for d in departments:
            groups[self.category[d]].append(d)
        return groups

    def results(self) -> None:
        """Totals, department status, ranks over ranked and complete departments, component ranks."""
        word = {SCORED: "complete", MISSING: "incomplete", NOT_APPLICABLE: "not_applicable"}
        self.rows: dict[str, dict] = {}
        for d in self.departments:
            root = self.cells[d, self.root.id]
            extra = [self.cells[d, n.id]["points"] or Decimal(0) for n in self.bonus]
            total = None if root["points"] is None else root["points"] + sum(extra, Decimal(0))
            row = {"category_id": self.category[d], "status": word[root["status"]], "total": total}
            self.rows[d] = row | {"category_rank": None, "grade_by_rank": None, "grade_id": None}
        complete = [d for d in self.departments if self.rows[d]["total"] is not None]
        self.eligible = [d for d in complete if d in self.ranked]
        for category, all_here in self.by_category(self.departments).items():
            here = [d for d in self.eligible if self.category[d] == category]
            for d, rank in ranks({d: self.rows[d]["total"] for d in here}).items():
                self.rows[d]["category_rank"] = rank
            for d in all_here:
                self.rows[d]["n_ranked"] = len(here)
            for component in self.scheme.nodes:
                cells = {d: self.cells[d, component] for d in all_here}
                points = {d: c["points"] for d, c in cells.items() if c["points"] is not None}
                order = ranks({d: p for d, p in points.items() if d in self.ranked})
                for d, cell in cells.items():
                    cell["category_rank"] = order.get(d)


def contributions(data: CityYear, measure: str) -> dict[str, dict]:
    """Section 8: contribution_rate and contribution_index; rank by fix(value, 6) within the category.

    A city-year without tasks or without shares has no rows.
    """
    tasks = {r["task_id"]: (exact(r["weight"]), exact(r["delivered"])) for r in data.rows["city_tasks"]}
    shares = [r for r in data.rows["task_shares"] if r["task_id"] in tasks]
    shared = {r["task_id"] for r in shares}
    whole = sum((w * v for t, (w, v) in tasks.items() if t in shared), Fraction(0))
    if not shared:
        return {}
    got, held = defaultdict(Fraction), defaultdict(Fraction)
    for r in shares:
        weight, delivered = tasks[r["task_id"]]
        got[r["department_id"]] += weight * exact(r["share"]) * delivered
        held[r["department_id"]] += weight * exact(r["share"])
    rows = {}
    for r in data.rows["departments"]:
        d = r["department_id"]
        rate = got[d] / whole if d in held and whole else None
        index = got[d] / held[d] if d in held and held[d] else None
        rows[d] = {"rate": rate, "index": index, "rank": None, "category_id": r["category_id"]}
    for category in {r["category_id"] for r in rows.values()}:
        here = {d: x[measure] for d, x in rows.items() if x["category_id"] == category}
        fixed = {d: fix(value, 6) for d, value in here.items() if value is not None}
        for d, rank in ranks(fixed).items():
            rows[d]["rank"] = rank
    return {
        d: {
            "contribution_rate": None if x["rate"] is None else float(x["rate"]),
            "contribution_index": None if x["index"] is None else float(x["index"]),
            "rank": x["rank"],
        }
        for d, x in rows.items()
    }
