"""Grades (rules.md section 6), one category of one run at a time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from .reading import Row, day
from .scheme import fix
from .sheet import Sheet


@dataclass
class Place:
    """One row of grade_places."""

    n_eligible: int
    places: int | None
    is_tie: bool = False
    remainder_tie: bool = False
    n_holders: int = 0
    cut_total: Decimal | None = None


class Grading:
    """Steps 1-6 for the eligible departments of one category."""

    def __init__(self, sheet: Sheet, category: str, departments: list[str]) -> None:
        self.sheet, self.scheme, self.category = sheet, sheet.scheme, category
        self.departments = departments
        self.order = {g: i for i, g in enumerate(self.scheme.grades)}
        self.admonition, self.passing = self.scheme.grades[-1], self.scheme.grades[-2]
        self.total = {d: sheet.rows[d]["total"] for d in departments}
        self.best = {d: self.best_allowed(d) for d in departments}
        self.quotas = self.quota_shares()
        self.grade: dict[str, str] = {}
        self.places = self.count_places()
        self.fill()
        self.by_rank = dict(self.grade)
        self.describe_places()
        self.downgrade()
        self.promote()
        self.override()

    def has(self, department: str, kind: str) -> list[Row]:
        rows = self.sheet.data.rows["decisions"]
        return [r for r in rows if r["department_id"] == department and r["kind"] == kind]

    def best_allowed(self, d: str) -> str:
        """Step 1: floors, veto, bar_from_excellent, admonition_below, grade_caps."""
        floors = {r["grade_id"]: Decimal(r["floor"] or "-Infinity") for r in self.scheme.tables["grades"]}
        met = [g for g in self.scheme.grades if self.total[d] >= floors[g]]
        limits = [met[0] if met else self.admonition]
        if self.has(d, "veto"):
            limits.append(self.admonition)
        if self.has(d, "bar_from_excellent"):
            limits.append(self.scheme.grades[1])
        below = self.scheme.setting("admonition_below")
        if below and self.total[d] < Decimal(below):
            limits.append(self.admonition)
        for cap in self.scheme.tables["grade_caps"]:
            cell = self.sheet.cells.get((d, cap["component_id"]))
            if cell and cell["score"] is not None and fix(cell["score"], 9) < Decimal(cap["below_score"]):
                limits.append(cap["best_grade_id"])
        return max(limits, key=self.order.__getitem__)

    def quota_shares(self) -> dict[str, Fraction]:
        """The quota grades, best first; grade_shares where the category differs."""
        shares = {}
        own = {
            r["grade_id"]: r for r in self.scheme.tables["grade_shares"] if r["category_id"] == self.category
        }
        for row in sorted(self.scheme.tables["grades"], key=lambda r: self.order[r["grade_id"]]):
            row = own.get(row["grade_id"], row)
            if row["quota_num"] and row["quota_den"]:
                shares[row["grade_id"]] = Fraction(row["quota_num"]) / Fraction(row["quota_den"])
        return shares

    def count_places(self) -> dict[str, Place]:
        """Step 2: places of the quota grades in both rounding modes; more than N: the lowest loses first."""
        n = len(self.departments)
        if self.scheme.setting("vetoed_count_in_base") == "0":
            n -= sum(bool(self.has(d, "veto")) for d in self.departments)
        tie = False
        if self.scheme.setting("rounding") == "largest_remainder":
            shares = self.quotas | {self.passing: 1 - sum(self.quotas.values(), Fraction(0))}
            places = {g: floor(n * share) for g, share in shares.items()}
            rest = {g: n * share - places[g] for g, share in shares.items()}
            queue = sorted(shares, key=lambda g: (-rest[g], self.order[g]))
            left = n - sum(places.values())
            for g in queue[:left]:
                places[g] += 1
            tie = 0 < left < len(queue) and rest[queue[left - 1]] == rest[queue[left]]
        else:
            places = {g: floor(n * share + Fraction(1, 2)) for g, share in self.quotas.items()}
        places = {g: places[g] for g in self.quotas}
        for g in reversed(list(places)):
            over = sum(places.values()) - n
            places[g] -= min(max(over, 0), places[g])
        rows = {g: Place(n, places.get(g), remainder_tie=tie) for g in self.scheme.grades}
        rows[self.passing].places = n - sum(places.values())
        return rows

    def sort_key(self, d: str) -> tuple:
        """The order of candidates: total, then tie_keys by component points, NULL last."""
        key: list = [-self.total[d]]
        for component in filter(None, self.scheme.setting("tie_keys").split(";")):
            if component in self.scheme.nodes:
                points = self.sheet.cells[d, component]["points"]
                key += [points is None, -(points or Decimal(0))]
        return tuple(key)

    def choose(self, candidates: list[str], places: int) -> tuple[list[str], bool]:
        """Step 3 for one grade: who gets it, and whether totals are equal at the cut."""
        queue = sorted(candidates, key=self.sort_key)
        if places <= 0:
            return [], False
        if len(queue) <= places:
            return queue, False
        inside, outside = queue[places - 1], queue[places]
        tie = self.total[inside] == self.total[outside]
        edge = self.sort_key(inside)
        if edge != self.sort_key(outside):
            return queue[:places], tie
        if self.scheme.setting("tie_policy") == "all_up":
            return [d for d in queue if self.sort_key(d) <= edge], tie
        return [d for d in queue if self.sort_key(d) < edge], tie

    def allows(self, d: str, grade: str) -> bool:
        return self.order[self.best[d]] <= self.order[grade]

    def fill(self) -> None:
        """Step 3: fill from the best grade, carry unfilled places, the rest pass or admonition."""
        carried = 0
        for g in self.quotas:
            free = [d for d in self.departments if d not in self.grade and self.allows(d, g)]
            places = self.places[g].places + carried
            chosen, self.places[g].is_tie = self.choose(free, places)
            self.grade |= dict.fromkeys(chosen, g)
            carry = self.scheme.setting("carry_unfilled") == "1"
            carried = max(0, places - len(chosen)) if carry else 0
        for d in self.departments:
            if d not in self.grade:
                self.grade[d] = self.passing if self.allows(d, self.passing) else self.admonition

    def describe_places(self) -> None:
        """grade_places: holders and the lowest total among them, after step 3."""
        for g, place in self.places.items():
            totals = [self.total[d] for d, held in self.by_rank.items() if held == g]
            place.n_holders, place.cut_total = len(totals), min(totals, default=None)

    def downgrade(self) -> None:
        """Step 4: steps add up, not below downgrade_lowest, never raising; with refill = 1 refilled once."""
        lowest = self.order[self.scheme.setting("downgrade_lowest")]
        down = set()
        for d in self.departments:
            steps = sum(int(r["steps"] or 1) for r in self.has(d, "downgrade"))
            if steps:
                down.add(d)
                now = self.order[self.grade[d]]
                self.grade[d] = self.scheme.grades[max(now, min(now + steps, lowest))]
        if self.scheme.setting("refill") != "1":
            return
        for g in self.quotas:
            vacancy = self.places[g].n_holders - sum(held == g for held in self.grade.values())
            free = [d for d in self.departments if d not in down and self.allows(d, g)]
            free = [d for d in free if self.order[self.grade[d]] > self.order[g]]
            self.grade |= dict.fromkeys(self.choose(free, vacancy)[0], g)

    def promote(self) -> None:
        """Step 5: to the worse of the stated grade and best_allowed, if better than the present."""
        for d in self.departments:
            for r in self.has(d, "promotion"):
                to = max(r["grade_id"], self.best[d], key=lambda g: self.order.get(g, 99))
                if to in self.order and self.order[to] < self.order[self.grade[d]]:
                    self.grade[d] = to

    def override(self) -> None:
        """Step 6: grade_override, the last by (decided_on, decision_id), even past best_allowed."""
        for d in self.departments:
            stated = [r for r in self.has(d, "grade_override") if r["grade_id"] in self.order]
            if stated:
                last = max(stated, key=lambda r: (day(r["decided_on"]), r["decision_id"].encode()))
                self.grade[d] = last["grade_id"]


def grade_run(sheet: Sheet) -> dict[tuple[str, str], Place]:
    """Grade every category of a run in place; rows of grade_places (categories with eligible departments)."""
    places = {}
    for category, departments in sheet.by_category(sheet.eligible).items():
        graded = Grading(sheet, category, departments)
        places |= {(category, g): place for g, place in graded.places.items()}
        for d in departments:
            sheet.rows[d] |= {"grade_by_rank": graded.by_rank[d], "grade_id": graded.grade[d]}
    return places
