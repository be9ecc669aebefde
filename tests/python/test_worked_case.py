"""The marts equal those that an independent implementation of the same text gets (../shared/worked_case)."""

from __future__ import annotations

import pytest
import worked_case
from builds import Place

pytestmark = pytest.mark.slow

TRACE = """
    select city_id, year, scheme_id, is_official, department_id,
        max(case when step = 3 then grade_after end) as grade_by_rank,
        max(case when step = 6 then grade_after end) as grade_id
    from marts.grade_trace group by all
"""


@pytest.mark.parametrize("mart", worked_case.KEYS)
def test_mart_equals_expected(worked: Place, mart: str) -> None:
    rows = worked.query(TRACE if mart == "grade_trace" else f"select * from marts.{mart}")
    assert worked_case.differences(mart, rows) == []


def test_every_expected_mart_is_compared() -> None:
    if not worked_case.FOLDER.exists():
        pytest.skip("../shared/worked_case is not there")
    there = {path.stem for path in (worked_case.FOLDER / "expected").glob("*.csv")}
    assert there == set(worked_case.KEYS)


def test_a_wrong_value_is_noticed() -> None:
    """The comparison itself can fail: one total off by a cent, one row missing."""
    if not worked_case.FOLDER.exists():
        pytest.skip("../shared/worked_case is not there")
    rows = [
        {key: (value or None) for key, value in row.items()}
        for row in worked_case.expected_rows("department_results")
    ]
    assert worked_case.differences("department_results", rows) == []
    rows[0] = {**rows[0], "total": str(float(rows[0]["total"]) + 0.01)}
    assert len(worked_case.differences("department_results", rows)) == 1
    assert len(worked_case.differences("department_results", rows[1:])) == 1
