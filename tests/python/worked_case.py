"""The worked case beside the project: where it is, and how a mart is compared with what it expects.

``../shared/worked_case`` holds raw files, a rule book and the marts that an independent implementation of the same
text gets from them. Fixed values must be equal, doubles to 1e-9 relative, an empty field is NULL.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "worked_case"

RUN = ["city_id", "year", "scheme_id"]
#: mart -> columns that identify a row
KEYS = {
    "department_results": [*RUN, "department_id"],
    "component_results": [*RUN, "department_id", "component_id"],
    "survey_results": [*RUN, "department_id", "evaluation_id"],
    "target_results": [*RUN, "target_id"],
    "target_comparisons": [*RUN, "target_id", "comparison"],
    "grade_places": [*RUN, "category_id", "grade_id"],
    "grade_trace": [*RUN, "department_id"],
    "consistencies": [*RUN, "category_id", "pair"],
    "department_consistency": [*RUN, "department_id", "pair"],
    "contributions": ["city_id", "year", "department_id"],
    "trends": [*RUN, "category_id", "component_id"],
    "measures": [*RUN, "department_id", "measure_id"],
    "excellent_quotas": [*RUN, "department_id"],
    "rectification_status": ["city_id", "year", "rectification_id"],
    "feedback": ["city_id", "year", "opinion_id"],
    "conservative_findings": [*RUN, "department_id", "target_id", "kind", "test_id"],
    "conservative_proposals": [*RUN, "department_id"],
    "changes": [*RUN, "department_id"],
    "grade_outlook": [*RUN, "department_id"],
    "grade_probabilities": [*RUN, "department_id", "grade_id"],
    "weight_perturbation": [*RUN, "department_id"],
    "effective_weights": [*RUN, "category_id", "component_id"],
    "intake_files": ["source_file"],
    "quarantine": ["source_file", "source_row", "column_name"],
}


def expected_rows(mart: str) -> list[dict[str, str]]:
    """The expected rows of a mart, all as text."""
    with open(FOLDER / "expected" / f"{mart}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _same(expected: str, actual: Any) -> bool:
    if actual is None or expected == "":
        return actual is None and expected == ""
    try:
        want, got = float(expected), float(actual)
    except (TypeError, ValueError):
        return expected == str(actual)
    return math.isclose(want, got, rel_tol=1e-9, abs_tol=1e-12)


def differences(mart: str, rows: list[dict[str, Any]], columns: list[str] | None = None) -> list[str]:
    """One sentence per difference between the expected mart and ``rows``; empty when they agree."""
    keys = KEYS[mart]
    expected = {tuple(row[k] for k in keys): row for row in expected_rows(mart)}
    actual = {tuple(_text(row[k]) for k in keys): row for row in rows}
    found = [f"{mart} {key}: row missing" for key in expected.keys() - actual.keys()]
    found += [f"{mart} {key}: row not expected" for key in actual.keys() - expected.keys()]
    if len(actual) != len(rows):
        found.append(f"{mart}: {len(rows) - len(actual)} rows repeat a key")
    for key in expected.keys() & actual.keys():
        for column, want in expected[key].items():
            if column in keys or (columns is not None and column not in columns):
                continue
            if not _same(want, actual[key][column]):
                found.append(f"{mart} {key} {column}: expected {want!r}, got {actual[key][column]!r}")
    return sorted(found)
