"""Cities with a known population of raters: what the simulations of bench/ build.

Every department has a true quality, in each rater group a little another one. A ballot is a rater of that population:
own leniency, own noise per department, some don't-knows. Everything but the ballots is the same in every year.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python"))

import rule_books  # noqa: E402

CATEGORIES = ["a", "b", "c", "d"]
#: 64 departments, as the sample city has
PER_CATEGORY = 16
GROUPS = {"citizens": (0.5, 120), "enterprises": (0.3, 60), "deputies": (0.2, 30)}
POINTS = [100, 80, 60, 30, 0]
#: where a latent opinion crosses into the next worse option; the share of don't-knows
CUTS, DONT_KNOW = [0.9, 0.0, -0.9, -1.8], 0.05
#: the year that is appraised, and the years in which other raters of the same population answer
FIRST, ANEW = 2019, [2020, 2021, 2022, 2023]


def write_rule_book(seeds: Path, cities: list[str]) -> None:
    """One scheme twice: with 200 replicates for the appraised year, with one for the new draws."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for scheme, years, replicates in (("drawn", [FIRST], 200), ("anew", ANEW, 1)):
        row = partial(rule_books.scheme_row, scheme)
        part = partial(row, parent_id="total", kind="normal", share_den=10)
        components = [
            row(component_id="total", kind="normal", method="sum", sort_order=0),
            part(component_id="social", method="survey", share_num=4, sort_order=1),
            part(component_id="leader", method="direct", share_num=2, sort_order=2),
            part(component_id="daily", method="direct", share_num=4, sort_order=3),
        ]
        option = partial(row, evaluation_id="social")
        grades = [("excellent", 20, 100), ("good", 30, 100), ("pass", None, None), ("admonition", None, None)]
        more = {
            "schemes": [row()],
            "scheme_years": [row(city_id=city, year=year) for city in cities for year in years],
            "components": components,
            "grades": [
                row(grade_id=name, grade_order=n, quota_num=num, quota_den=den)
                for n, (name, num, den) in enumerate(grades, 1)
            ],
            "mark_options": [
                option(option_id=f"o{n}", points=points, is_satisfied=int(points >= 80), sort_order=n)
                for n, points in enumerate(POINTS)
            ]
            + [option(option_id="dk", is_satisfied=0, sort_order=len(POINTS))],
            "rater_groups": [
                row(evaluation_id="social", group_id=name, weight=weight) for name, (weight, _) in GROUPS.items()
            ],
            "survey_items": [row(evaluation_id="social", item_id="overall", weight=1)],
            "settings": [
                row(setting_id=name, value=value)
                for name, value in [
                    ("replicates", replicates),
                    ("weight_draws", 1),
                    ("permutations", 1),
                    ("objective_components", "daily"),
                ]
            ],
        }  # fmt: skip
        for table, rows in more.items():
            tables.setdefault(table, []).extend(rows)
    rule_books.write_rule_book(seeds, tables, cities, CATEGORIES)


def write_cities(
    raw: Path,
    cities: list[str],
    random: np.random.Generator,
    years: tuple[int, ...] = (FIRST, *ANEW),
    ballots_per_rater: int = 1,
) -> None:
    """Raw files: the same departments, direct scores and true opinions in every year, other raters in each.

    ``ballots_per_rater`` multiplies the size of every group.
    """
    departments = [f"{category}{n}" for category in CATEGORIES for n in range(PER_CATEGORY)]
    n_departments = len(departments)
    for city in cities:
        quality = random.normal(0, 0.35, n_departments)
        by_group = {group: quality + random.normal(0, 0.15, n_departments) for group in GROUPS}
        direct = {name: random.normal(82, 2.0, n_departments) for name in ("leader", "daily")}
        for year in years:
            folder = raw / f"city_id={city}" / f"year={year}"
            rule_books.write_csv(
                folder / "departments.csv",
                ["department_id", "name_zh", "kind", "category_id"],
                [
                    {"department_id": name, "name_zh": name, "kind": "government", "category_id": name[0]}
                    for name in departments
                ],
            )
            rule_books.write_csv(
                folder / "direct_scores.csv",
                ["department_id", "component_id", "score"],
                [
                    {"department_id": name, "component_id": component, "score": round(float(values[n]), 4)}
                    for component, values in direct.items()
                    for n, name in enumerate(departments)
                ],
            )
            ballots, marks = [], []
            for group, (_, usual) in GROUPS.items():
                size = usual * ballots_per_rater
                latent = (
                    by_group[group]
                    + random.normal(0, 0.6, (size, 1))
                    + random.normal(0, 1, (size, n_departments))
                )
                worse = sum((latent < cut).astype(int) for cut in CUTS)
                silent = random.random((size, n_departments)) < DONT_KNOW
                names = [f"{group}{n}" for n in range(size)]
                ballots += [(name, "social", group) for name in names]
                options = np.where(silent, "dk", np.char.add("o", worse.astype(str)))
                marks += [
                    (names[i], departments[j], "overall", str(options[i, j]))
                    for i in range(size)
                    for j in range(n_departments)
                ]
            for source, columns, rows in (
                ("ballots", ["ballot_id", "evaluation_id", "group_id"], ballots),
                ("marks", ["ballot_id", "department_id", "item_id", "option_id"], marks),
            ):
                pq.write_table(
                    pa.table({c: [row[n] for row in rows] for n, c in enumerate(columns)}),
                    folder / f"{source}.parquet",
                )
