"""Largest remainder by the project's SQL against published and computed cases (../shared/reference_data).

A case is claims and seats. int_grade_shares and int_grade_places have no limit of four quota grades (that limit is the
rule book's, int_scheme_grade_findings), so each case is a scheme of its own: one grade per party, as many eligible
departments as seats. It goes through twice: with the last party as pass, the rest; and with a quota for every party.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from builds import Place
from compiled_sql import GRADING, CompiledSql, Tables, fetch

FILE = (
    Path(__file__).resolve().parents[3] / "shared/reference_data/apportionment/expected_largest_remainder.csv"
)
pytestmark = pytest.mark.slow


def cases() -> list[dict[str, Any]]:
    with open(FILE, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["claims"] = [int(claim) for claim in row["claims"].split()]
        row["seats"] = int(row["seats"])
        row["expected"] = (
            None if row["largest_remainder"] == "TIE" else [int(x) for x in row["largest_remainder"].split()]
        )
    return rows


def scheme_rows(made: Tables, scheme: str, claims: list[int], seats: int, n_quota: int) -> None:
    """The first ``n_quota`` parties get a quota, the next one (or nobody) is pass, the last grade is admonition."""
    parties: list[int | None] = [*claims[:n_quota], None, None]
    for order, claim in enumerate(parties):
        row = {"scheme_id": scheme, "grade_id": f"g{order}", "grade_order": order + 1}
        made["grades"].append(row | ({} if claim is None else {"quota_num": claim, "quota_den": sum(claims)}))
    settings = {"scheme_id": scheme, "rounding": "largest_remainder", "is_vetoed_in_base": True}
    made["int_scheme_settings"].append({**settings, "downgrade_lowest": f"g{n_quota}"})
    for n in range(seats):
        row = {"city_id": "c", "year": 2024, "scheme_id": scheme, "draw": 0, "department_id": f"d{n}"}
        made["int_grade_limits"].append({**row, "category_id": "general", "is_vetoed": False})


def test_all_cases_of_largest_remainder_and_every_tie_reported(mini: Place) -> None:
    if not FILE.exists():
        pytest.skip("../shared/reference_data/apportionment is not there: places are not compared with it")
    made: Tables = {
        name: [] for name in ("grades", "grade_shares", "int_scheme_settings", "int_grade_limits")
    }
    found = cases()
    for n, case in enumerate(found):
        for how, n_quota in [("rest", len(case["claims"]) - 1), ("quotas", len(case["claims"]))]:
            scheme_rows(made, f"{how}_{n}", case["claims"], case["seats"], n_quota)
    with CompiledSql(mini, GRADING).run(made, ["int_grade_places"]) as con:
        rows = fetch(con, "from warehouse.intermediate.int_grade_places order by scheme_id, grade_order")
    differences, ties = [], 0
    for n, case in enumerate(found):
        for how in ("rest", "quotas"):
            of_case = [row for row in rows if row["scheme_id"] == f"{how}_{n}"]
            places = [row["places"] for row in of_case][: len(case["claims"])]
            tie = {row["remainder_tie"] for row in of_case}
            whole = [case["seats"] * claim // sum(case["claims"]) for claim in case["claims"]]
            assert sum(places) == case["seats"]
            assert all(p - part in (0, 1) for p, part in zip(places, whole, strict=True))
            ties += tie == {True}
            if tie != {case["expected"] is None} or case["expected"] not in (None, places):
                differences.append((case["case"], how, case["expected"], places, tie))
    largest = max(len(case["claims"]) for case in found)
    print(f"\n{len(found)} cases with 3 to {largest} parties, each in two ways; ties reported in {ties}")
    assert differences == []
    assert len(found) == 87 and ties == 2 * sum(case["expected"] is None for case in found) > 0
