"""A hand-written city whose categories are the edge cases of trust: sizes 1 to 8, all tied, unanimous, silent.

One scheme: social (survey, half), leader and daily (direct scores, 0.3 and 0.2 of the total). 2023 has no ballot.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import rule_books

CITY, SCHEME = "edge", "edge_a"
#: category -> number of departments; in `mute` the last one hears nothing but don't-knows
SIZES = {
    "size_1": 1,
    "size_2": 2,
    "size_3": 3,
    "size_4": 4,
    "size_7": 7,
    "aligned": 8,
    "tied": 5,
    "mute": 4,
}
CITIZENS = 12
OPTIONS = {"very": 100, "satisfied": 80, "basic": 60, "dk": None}
DEPARTMENTS = [
    (category, f"{category}_{i}", i) for category, size in SIZES.items() for i in range(1, size + 1)
]
_row = partial(rule_books.scheme_row, SCHEME)


def option(category: str, i: int, ballot: int) -> str:
    """What citizen ``ballot`` thinks of department ``i`` of a category."""
    if (category, i) == ("mute", 4):
        return "dk"
    if (category, i) == ("size_4", 1):
        return "very"
    if category in ("tied", "aligned"):
        i = 0
    return ["very", "satisfied", "basic"][(7 * ballot + 3 * i + ballot * i) % 3]


def score(category: str, i: int, component: str) -> float:
    """The direct score of a component; in `aligned` leader and daily put all departments in one order."""
    if category == "tied":
        return 75
    if category == "aligned":
        return {"leader": 60 + 4 * i, "daily": 62 + 3 * i}[component]
    return {"leader": 70 + 2 * i, "daily": 80 + (5 * i) % 7}[component]


def _component(component_id: str, method: str, num: int | None, sort: int) -> dict[str, Any]:
    part = {"parent_id": "total", "share_num": num, "share_den": 10} if num else {}
    return _row(component_id=component_id, kind="normal", method=method, sort_order=sort, **part)


SCHEME_ROWS: dict[str, list[dict[str, Any]]] = {
    "schemes": [_row()],
    "scheme_years": [_row(city_id=CITY, year=year) for year in (2023, 2024)],
    "components": [
        _component("total", "sum", None, 0),
        _component("social", "survey", 5, 1),
        _component("leader", "direct", 3, 2),
        _component("daily", "direct", 2, 3),
    ],
    "grades": [
        _row(grade_id="excellent", grade_order=1, quota_num=1, quota_den=4),
        _row(grade_id="good", grade_order=2, quota_num=1, quota_den=2),
        _row(grade_id="pass", grade_order=3),
        _row(grade_id="admonition", grade_order=4),
    ],
    "mark_options": [
        _row(
            evaluation_id="social",
            option_id=name,
            points=points,
            is_satisfied=int((points or 0) >= 80),
            sort_order=n,
        )
        for n, (name, points) in enumerate(OPTIONS.items())
    ],
    "rater_groups": [
        _row(evaluation_id="social", group_id="citizens", weight=0.7),
        _row(evaluation_id="social", group_id="deputies", weight=0.3),
    ],
    "survey_items": [_row(evaluation_id="social", item_id="overall", weight=1)],
    "settings": [
        _row(setting_id=name, value=value)
        for name, value in [
            ("replicates", 60),
            ("weight_draws", 60),
            ("permutations", 200),
            ("objective_components", "daily"),
        ]
    ],
}  # fmt: skip


def write_rule_book(seeds: Path) -> None:
    """The rule book of the city."""
    rule_books.write_rule_book(seeds, SCHEME_ROWS, [CITY], list(SIZES))


def write_raw(raw: Path) -> None:
    """Departments and direct scores of both years; ballots and marks of 2024 only."""
    departments = [
        {"department_id": name, "name_zh": name, "kind": "government", "category_id": category}
        for category, name, _ in DEPARTMENTS
    ]
    scores = [
        {"department_id": name, "component_id": component, "score": score(category, i, component)}
        for category, name, i in DEPARTMENTS
        for component in ("leader", "daily")
    ]
    for year in (2023, 2024):
        folder = raw / f"city_id={CITY}" / f"year={year}"
        rule_books.write_csv(folder / "departments.csv", list(departments[0]), departments)
        rule_books.write_csv(folder / "direct_scores.csv", list(scores[0]), scores)
    ballots = [
        {"ballot_id": f"c{n}", "evaluation_id": "social", "group_id": "citizens"}
        for n in range(1, CITIZENS + 1)
    ]
    ballots.append({"ballot_id": "deputy", "evaluation_id": "social", "group_id": "deputies"})
    marks = [
        {
            "ballot_id": f"c{n}",
            "department_id": name,
            "item_id": "overall",
            "option_id": option(category, i, n),
        }
        for n in range(1, CITIZENS + 1)
        for category, name, i in DEPARTMENTS
    ]
    marks += [
        {"ballot_id": "deputy", "department_id": name, "item_id": "overall", "option_id": "basic"}
        for category, name, _ in DEPARTMENTS
        if category == "size_7"
    ]
    rule_books.write_csv(folder / "ballots.csv", list(ballots[0]), ballots)
    rule_books.write_csv(folder / "marks.csv", list(marks[0]), marks)
