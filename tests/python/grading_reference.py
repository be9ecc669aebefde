"""Grades of one category by the text of rules.md, section 6: step by step, with fractions, nothing taken from the SQL.

It is slow and says what it does; tests hold the project's SQL against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor


@dataclass(frozen=True)
class Grade:
    """A grade of a scheme; ``quota`` as (num, den), None where it has none."""

    grade_id: str
    quota: tuple[int, int] | None = None
    floor: Fraction | None = None


@dataclass(frozen=True)
class Cap:
    component_id: str
    below_score: Fraction
    best_grade_id: str
    clause: str = ""


@dataclass
class Scheme:
    """The rows of a scheme that grading reads; grades from the best to admonition."""

    scheme_id: str
    grades: list[Grade]
    shares: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    caps: list[Cap] = field(default_factory=list)
    admonition_below: Fraction | None = None
    vetoed_in_base: bool = True
    rounding: str = "each"
    tie_keys: str = "target;social;leader"
    tie_policy: str = "all_up"
    carry: bool = False
    downgrade_lowest: str = "pass"
    refill: bool = False

    def position(self, grade_id: str) -> int | None:
        """0 for the best grade; None for a grade that this scheme does not have."""
        ids = [grade.grade_id for grade in self.grades]
        return ids.index(grade_id) if grade_id in ids else None


@dataclass(frozen=True)
class Decision:
    decision_id: str
    kind: str
    steps: int | None = None
    grade_id: str | None = None
    decided_on: str = "2025-02-01"


@dataclass
class Department:
    """An eligible department: total, component scores and points (None: not scored), its decisions."""

    department_id: str
    total: Fraction
    scores: dict[str, Fraction | None] = field(default_factory=dict)
    points: dict[str, Fraction | None] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)

    def decided(self, kind: str) -> list[Decision]:
        return [decision for decision in self.decisions if decision.kind == kind]


@dataclass
class Cut:
    """A row of grade_places, and what decided at the cut; quota grades only for the latter."""

    places: int | None
    n_holders: int = 0
    cut_total: Fraction | None = None
    is_tie: bool = False
    n_tied: int | None = None
    decided_by: str | None = None
    decided_key: str | None = None
    next_in_line: Fraction | None = None
    n_carried: int = 0
    n_open: int = 0


@dataclass
class Result:
    """Positions of grades (0 = best) of a department after each step; ``limits`` = what closed a grade."""

    best_allowed: int
    limits: set[tuple[str, str]]
    by_rank: int = -1
    after_downgrade: int = -1
    after_promotion: int = -1
    final: int = -1


class Graded:
    """One category of one run, graded."""

    def __init__(self, scheme: Scheme, category: str, departments: Sequence[Department]) -> None:
        self.scheme, self.category, self.departments = scheme, category, list(departments)
        self.pass_, self.admonition = len(scheme.grades) - 2, len(scheme.grades) - 1
        self.seen: Counter[str] = Counter()
        self.results = {d.department_id: self._limited(d) for d in departments}
        self.n_eligible = len(self.departments)
        if not scheme.vetoed_in_base:
            self.n_eligible -= sum(bool(d.decided("veto")) for d in departments)
            self.seen["vetoed out of the base"] += self.n_eligible < len(departments)
        self.remainder_tie = False
        self.cuts = self._places()
        self._fill()
        self._downgrade()
        self._promote_and_override()

    def _limited(self, d: Department) -> Result:
        """Step 1."""
        grades = self.scheme.grades
        best, limits = 0, set()
        while best < self.admonition and grades[best].floor is not None and d.total < grades[best].floor:
            best += 1
        if best > 0:
            limits.add(("floor", grades[best - 1].grade_id))
        for decision in d.decided("veto"):
            best = self.admonition
            limits.add(("veto", decision.decision_id))
        for decision in d.decided("bar_from_excellent"):
            best = max(best, 1)
            limits.add(("bar_from_excellent", decision.decision_id))
        if self.scheme.admonition_below is not None and d.total < self.scheme.admonition_below:
            best = self.admonition
            limits.add(("admonition_line", "admonition_below"))
        for cap in self.scheme.caps:
            score, leaves = d.scores.get(cap.component_id), self.scheme.position(cap.best_grade_id)
            if score is not None and score < cap.below_score and leaves:
                best = max(best, leaves)
                limits.add(("cap", f"{cap.component_id} {cap.best_grade_id} {float(cap.below_score):g}"))
        for kind, _ in limits:
            self.seen[f"limit {kind}"] += 1
        return Result(best, limits)

    def _places(self) -> list[Cut]:
        """Step 2."""
        n, quotas = self.n_eligible, []
        for grade in self.scheme.grades[: self.pass_]:
            own = self.scheme.shares.get((self.category, grade.grade_id))
            self.seen["share of the category"] += own is not None
            quotas.append(Fraction(*(own or grade.quota)))
        if self.scheme.rounding == "each":
            places = [floor(n * quota + Fraction(1, 2)) for quota in quotas]
        else:
            exact = [n * quota for quota in quotas] + [n * (1 - sum(quotas))]
            places = [floor(part) for part in exact]
            left = n - sum(places)
            by_remainder = sorted(range(len(exact)), key=lambda i: (places[i] - exact[i], i))
            rest = [exact[i] - places[i] for i in by_remainder]
            self.remainder_tie = 0 < left < len(rest) and rest[left - 1] == rest[left]
            self.seen["equal remainders"] += self.remainder_tie
            for i in by_remainder[:left]:
                places[i] += 1
            places = places[:-1]
        for i in reversed(range(len(places))):
            too_many = max(0, sum(places) - n)
            self.seen["more places than departments"] += too_many > 0
            places[i] -= min(too_many, places[i])
        return [Cut(p) for p in places] + [Cut(n - sum(places)), Cut(None)]

    def _key(self, d: Department) -> tuple[tuple[int, Fraction], ...]:
        """Tie keys, better first when sorted; NULL last; keys that the department does not have are skipped."""
        names = [name.strip() for name in self.scheme.tie_keys.split(";")]
        points = [d.points[name] for name in names if name in d.points]
        return tuple((1, Fraction(0)) if p is None else (0, -p) for p in points)

    def before(self, other: Department, d: Department) -> bool:
        """Whether ``other`` stands before ``d`` in the queue."""
        return (-other.total, self._key(other)) < (-d.total, self._key(d))

    def _choose(self, candidates: list[Department], n_open: int, what: str) -> list[Department]:
        """The holders of ``n_open`` places: by total, then tie keys, then all or none."""
        queue = sorted(candidates, key=lambda d: (-d.total, self._key(d)))
        if n_open <= 0 or len(queue) <= n_open:
            return queue[: max(0, n_open)]
        inside, outside = queue[n_open - 1], queue[n_open]
        if (inside.total, self._key(inside)) != (outside.total, self._key(outside)):
            if inside.total == outside.total:
                self.seen[f"{what}: tie keys"] += 1
            return queue[:n_open]
        self.seen[f"{what}: {self.scheme.tie_policy}"] += 1
        alike = [d for d in queue if d.total == inside.total and self._key(d) == self._key(inside)]
        better = queue[: queue.index(alike[0])]
        return better + alike if self.scheme.tie_policy == "all_up" else better

    def _fill(self) -> None:
        """Step 3."""
        waiting, carried = list(self.departments), 0
        for grade, cut in enumerate(self.cuts[: self.pass_]):
            candidates = [d for d in waiting if self.results[d.department_id].best_allowed <= grade]
            cut.n_carried, cut.n_open = carried, cut.places + carried
            self.seen["places carried"] += carried > 0
            holders = self._choose(candidates, cut.n_open, "fill")
            self._describe(cut, candidates, holders)
            for d in holders:
                self.results[d.department_id].by_rank = grade
            waiting = [d for d in waiting if d not in holders]
            carried = max(0, cut.n_open - len(holders)) if self.scheme.carry else 0
            self.seen["places lapsed"] += not self.scheme.carry and cut.n_open > len(holders)
        for d in waiting:
            result = self.results[d.department_id]
            result.by_rank = self.admonition if result.best_allowed == self.admonition else self.pass_
        for grade, cut in enumerate(self.cuts):
            totals = [d.total for d in self.departments if self.results[d.department_id].by_rank == grade]
            cut.n_holders, cut.cut_total = len(totals), min(totals, default=None)

    def _describe(self, cut: Cut, candidates: list[Department], holders: list[Department]) -> None:
        queue = sorted(candidates, key=lambda d: (-d.total, self._key(d)))
        cut.n_tied = 0
        cut.next_in_line = max((d.total for d in candidates if d not in holders), default=None)
        if not candidates:
            cut.decided_by = "no_candidates"
        elif cut.n_open == 0:
            cut.decided_by = "no_places"
        elif len(queue) <= cut.n_open:
            cut.decided_by = "enough_places"
        else:
            inside, outside = queue[cut.n_open - 1], queue[cut.n_open]
            cut.is_tie = inside.total == outside.total
            cut.decided_by = "total"
            if cut.is_tie:
                cut.n_tied = sum(d.total == inside.total for d in queue)
                cut.decided_by = "tie_policy"
                names = [name.strip() for name in self.scheme.tie_keys.split(";")]
                for name in [name for name in names if name in inside.points]:
                    if inside.points[name] != outside.points[name]:
                        cut.decided_by, cut.decided_key = "tie_keys", name
                        break

    def _downgrade(self) -> None:
        """Step 4."""
        lowest, down = self.scheme.position(self.scheme.downgrade_lowest), set()
        for d in self.departments:
            result = self.results[d.department_id]
            steps = [x.steps if x.steps is not None else 1 for x in d.decided("downgrade")]
            result.after_downgrade = max(result.by_rank, min(result.by_rank + sum(steps), lowest))
            if steps:
                down.add(d.department_id)
                self.seen["downgraded"] += result.after_downgrade > result.by_rank
                self.seen["downgraded by several decisions"] += len(steps) > 1
                self.seen["stopped at downgrade_lowest"] += result.by_rank + sum(steps) > lowest
                self.seen["below downgrade_lowest already"] += result.by_rank > lowest
        if not self.scheme.refill:
            return
        for grade in range(self.pass_):
            now = self.results.values()
            vacancy = sum(r.by_rank == grade for r in now) - sum(r.after_downgrade == grade for r in now)
            candidates = [
                d
                for d in self.departments
                if d.department_id not in down
                and self.results[d.department_id].best_allowed
                <= grade
                < self.results[d.department_id].after_downgrade
            ]
            for d in self._choose(candidates, vacancy, "refill"):
                self.results[d.department_id].after_downgrade = grade
                self.seen["refilled"] += 1

    def _promote_and_override(self) -> None:
        """Steps 5 and 6."""
        for d in self.departments:
            result = self.results[d.department_id]
            result.after_promotion = result.after_downgrade
            for decision in d.decided("promotion"):
                stated = self.scheme.position(decision.grade_id or "")
                if stated is None:
                    self.seen["promotion to a grade of another scheme"] += 1
                    continue
                to = max(stated, result.best_allowed)
                self.seen["promotion limited by best_allowed"] += to > stated and to < result.after_promotion
                self.seen["promotion without effect"] += to >= result.after_promotion
                self.seen["promoted"] += to < result.after_promotion
                result.after_promotion = min(result.after_promotion, to)
            result.final = result.after_promotion
            overrides = [
                x for x in d.decided("grade_override") if self.scheme.position(x.grade_id or "") is not None
            ]
            for decision in sorted(overrides, key=lambda x: (x.decided_on, x.decision_id))[-1:]:
                result.final = self.scheme.position(decision.grade_id or "")
                self.seen["overridden"] += 1
                self.seen["overridden past best_allowed"] += result.final < result.best_allowed
                self.seen["several overrides"] += len(overrides) > 1
