"""Random runs to be graded: the tables that the grading SQL reads and, for the reference, the same as objects."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from compiled_sql import Tables
from grading_reference import Cap, Decision, Department, Grade, Scheme

COMPONENTS = ["target", "social", "leader", "daily", "review"]
KEY_LISTS = [
    "target;social;leader",
    " social; nosuch ;leader",
    "leader",
    "nosuch",
    "target;social;leader;daily;review;x",
]
SETTINGS = {
    "rounding": lambda s: s.rounding,
    "tie_policy": lambda s: s.tie_policy,
    "tie_keys": lambda s: s.tie_keys,
    "downgrade_lowest": lambda s: s.downgrade_lowest,
    "admonition_below": lambda s: number(s.admonition_below),
    "vetoed_count_in_base": lambda s: int(s.vetoed_in_base),
    "carry_unfilled": lambda s: int(s.carry),
    "refill": lambda s: int(s.refill),
}
CATEGORIES = ["general", "economic", "enforcement"]


@dataclass
class Run:
    """One city-year under one scheme; ``draws`` = departments of each category, per draw."""

    city: str
    scheme: Scheme
    year: int = 2024
    draws: list[dict[str, list[Department]]] = field(default_factory=list)
    not_eligible: list[tuple[str, str]] = field(default_factory=list)


def number(value: Fraction | None) -> str | None:
    """A fraction with a finite decimal as text with 9 places, exactly."""
    return None if value is None else f"{int(value * 10**9) / 10**9:.9f}"


def random_scheme(rng: random.Random, scheme_id: str) -> Scheme:
    """Quotas that sum to at most 1 (often just to 1), floors that do not rise, and every switch either way."""
    n_quota = rng.choices([0, 1, 2, 3, 4], [3, 12, 50, 20, 15])[0]

    def quotas() -> list[tuple[int, int]]:
        den = rng.choice([2, 3, 4, 5, 7, 10, 20, 100])
        cuts = sorted(rng.randint(0, den) for _ in range(n_quota))
        parts = [b - a for a, b in zip([0, *cuts], cuts, strict=False)]
        return [(num, den) if rng.random() < 0.7 else (num * 3, den * 3) for num in parts]

    top = rng.choice([90, 85, 80])
    n_floors = rng.choice([0, 0, 0, 0, 0, 1, 2, n_quota + 1, n_quota + 2])
    floors = sorted((Fraction(rng.randint(60 * 4, top * 4), 4) for _ in range(n_floors)), reverse=True)
    names = ["excellent", "good", "fair", "weak"][:n_quota] + ["pass", "admonition"]
    grades = [
        Grade(name, quota, floors[i] if i < len(floors) else None)
        for i, (name, quota) in enumerate(zip(names, [*quotas(), None, None], strict=True))
    ]
    shares = {}
    for category in CATEGORIES:
        if n_quota and rng.random() < 0.25:
            shares |= {(category, g): q for g, q in zip(names[:n_quota], quotas(), strict=True)}
    caps = []
    if rng.random() < 0.3:
        for component in rng.sample(COMPONENTS, rng.randint(1, 3)):
            below = Fraction(rng.randint(50 * 2, 75 * 2), 2)
            caps.append(Cap(component, below, rng.choice(names)))
    return Scheme(
        scheme_id,
        grades,
        shares,
        caps,
        admonition_below=Fraction(rng.randint(61, 74)) if rng.random() < 0.2 else None,
        vetoed_in_base=rng.random() < 0.5,
        rounding=rng.choice(["each", "largest_remainder"]),
        tie_keys=rng.choice(KEY_LISTS),
        tie_policy=rng.choice(["all_up", "all_down"]),
        carry=rng.random() < 0.5,
        downgrade_lowest=rng.choice(names[-3:]) if n_quota else rng.choice(names),
        refill=rng.random() < 0.6,
    )


def random_decisions(rng: random.Random, scheme: Scheme, rate: float) -> list[Decision]:
    """What the leading group decided about one department; ids are made unique afterwards."""
    names = [grade.grade_id for grade in scheme.grades] * 2 + ["of_another_scheme"]
    days = ["2025-02-01", "2025-02-02"]
    found = []
    for kind, more, often in [
        ("veto", 1, 0.5), ("bar_from_excellent", 1, 0.7), ("downgrade", 2, 2), ("promotion", 2, 1),
        ("grade_override", 3, 0.5),
    ]:  # fmt: skip
        if rng.random() < rate * often:
            for _ in range(rng.randint(1, more)):
                stated = rng.choice(names) if kind in ("promotion", "grade_override") else None
                steps = rng.choice([None, 1, 2, 3]) if kind == "downgrade" else None
                found.append(Decision("", kind, steps, stated, rng.choice(days)))
    return found


def random_department(rng: random.Random, name: str, grain: Fraction, points: list[int]) -> Department:
    """Totals and points on a coarse grid, so that ties are common; some components not scored."""
    found = Department(name, 60 + grain * rng.randint(0, int(35 / grain)))
    for component in COMPONENTS:
        scored = rng.random() < 0.95
        found.scores[component] = Fraction(rng.randint(40 * 4, 100 * 4), 4) if scored else None
        found.points[component] = Fraction(rng.choice(points)) if scored else None
    return found


def random_runs(seed: int, n_cities: int, n_draws: int = 2) -> list[Run]:
    """``n_cities`` cities with one to three categories of 1 to 40 departments; a quarter under two schemes."""
    rng = random.Random(seed)
    runs = []
    for i in range(n_cities):
        schemes = [random_scheme(rng, f"s{seed}_{i}_{k}") for k in range(rng.choice([1, 1, 1, 2]))]
        grain = rng.choice([Fraction(5), Fraction(1), Fraction(1), Fraction(1, 4), Fraction(1, 100)])
        points = rng.choice([[10], [10, 12]])
        rate = rng.choice([0, 0.03, 0.1])
        sizes = {c: rng.choice([1, 2, 3, rng.randint(1, 12), rng.randint(4, 40)]) for c in CATEGORIES}
        categories = rng.sample(CATEGORIES, rng.choice([1, 2, 3]))
        names = {c: [f"{c[:2]}{n:02d}" for n in range(sizes[c])] for c in categories}
        decisions = {d: random_decisions(rng, schemes[0], rate) for c in categories for d in names[c]}
        numbered = iter(rng.sample(range(10000), 1000))
        decisions = {
            d: [replace(x, decision_id=f"d{next(numbered):04d}") for x in found]
            for d, found in decisions.items()
        }
        for scheme in schemes:
            run = Run(f"c{seed}_{i:03d}", scheme)
            for _ in range(n_draws):
                drawn = {c: [random_department(rng, d, grain, points) for d in names[c]] for c in categories}
                for department in [d for found in drawn.values() for d in found]:
                    department.decisions = decisions[department.department_id]
                run.draws.append(drawn)
            run.not_eligible = [(f"x{n}", rng.choice(categories)) for n in range(rng.choice([0, 0, 1, 3]))]
            runs.append(run)
    return runs


def shifted(run: Run, by: Fraction) -> Run:
    """A twin of ``run`` with ``by`` added to every total."""
    draws = [
        {c: [replace(d, total=d.total + by) for d in found] for c, found in drawn.items()}
        for drawn in run.draws
    ]
    return replace(run, city=run.city + "_shifted", draws=draws)


def tables(runs: list[Run]) -> Tables:
    """The tables outside the grading folder that grading reads, for all ``runs`` at once."""
    made: Tables = {
        name: []
        for name in [
            "grades", "grade_shares", "grade_caps", "components", "settings", "int_scheme_settings", "int_runs",
            "int_totals", "int_points_level_0", "stg_decisions",
        ]
    }  # fmt: skip
    for run in {run.scheme.scheme_id: run for run in runs}.values():
        departments = [d for found in run.draws[0].values() for d in found]
        _add_scheme(made, run.scheme, {component for d in departments for component in d.points})
    decided = set()
    for run in runs:
        key = {"city_id": run.city, "year": run.year, "scheme_id": run.scheme.scheme_id}
        made["int_runs"].append({**key, "is_official": run.scheme.scheme_id.endswith("_0")})
        for draw, drawn in enumerate(run.draws):
            for category, found in drawn.items():
                for d in found:
                    _add_department(made, {**key, "draw": draw}, category, d)
            for name, category in run.not_eligible:
                row = {**key, "draw": draw, "department_id": name, "category_id": category, "total": 99}
                made["int_totals"].append({**row, "is_eligible": False})
        for d in [d for found in run.draws[0].values() for d in found]:
            if (run.city, d.department_id) not in decided:
                decided.add((run.city, d.department_id))
                _add_decisions(made, run, d)
    return made


def _add_scheme(made: Tables, scheme: Scheme, components: set[str]) -> None:
    key = {"scheme_id": scheme.scheme_id}
    for order, grade in enumerate(scheme.grades):
        row = {
            **key,
            "grade_id": grade.grade_id,
            "name_zh": f"{'甲乙丙丁戊己'[order]}等",
            "name_en": grade.grade_id.title(),
        }
        num, den = grade.quota or (None, None)
        row |= {"quota_num": num, "quota_den": den, "floor": number(grade.floor)}
        made["grades"].append({**row, "grade_order": 10 * order + 3, "clause": f"clause of {grade.grade_id}"})
    for (category, grade_id), (num, den) in scheme.shares.items():
        row = {**key, "category_id": category, "grade_id": grade_id, "quota_num": num, "quota_den": den}
        made["grade_shares"].append({**row, "clause": f"clause of {grade_id} in {category}"})
    for n, cap in enumerate(scheme.caps):
        row = {**key, "component_id": cap.component_id, "below_score": number(cap.below_score)}
        clause = cap.clause or f"clause of cap {n}"
        made["grade_caps"].append({**row, "best_grade_id": cap.best_grade_id, "clause": clause})
    for component in sorted(components):
        row = {**key, "component_id": component, "name_zh": f"{component}项", "name_en": component.title()}
        made["components"].append(row)
    values: dict[str, Any] = {name: read(scheme) for name, read in SETTINGS.items()}
    for name, value in values.items():
        row = {**key, "setting_id": name, "value": value, "clause": f"clause of {name}"}
        made["settings"].append(row)
    typed = {name: values[name] for name in list(values)[:5]}
    typed |= {
        "is_vetoed_in_base": scheme.vetoed_in_base,
        "is_carried": scheme.carry,
        "is_refilled": scheme.refill,
    }
    made["int_scheme_settings"].append({**key, **typed})


def _add_department(made: Tables, key: dict[str, Any], category: str, d: Department) -> None:
    key = {**key, "department_id": d.department_id}
    made["int_totals"].append({**key, "category_id": category, "total": number(d.total), "is_eligible": True})
    for component, points in d.points.items():
        row = {**key, "component_id": component, "status": "missing" if points is None else "scored"}
        row |= {"points": number(points), "score": number(d.scores.get(component))}
        made["int_points_level_0"].append(row)


def _add_decisions(made: Tables, run: Run, d: Department) -> None:
    for decision in d.decisions:
        row = {"city_id": run.city, "year": run.year, "department_id": d.department_id, "kind": decision.kind}
        row |= {"decision_id": decision.decision_id, "steps": decision.steps, "grade_id": decision.grade_id}
        row |= {"decided_on": decision.decided_on, "reason": f"reason of {decision.decision_id}"}
        made["stg_decisions"].append({**row, "document_no": f"doc {decision.decision_id}"})
        last_year = {
            **row,
            "year": run.year - 1,
            "department_id": "ge00",
            "decision_id": "z" + decision.decision_id,
        }
        made["stg_decisions"].append(last_year)
