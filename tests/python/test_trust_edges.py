"""How sure is it, where there is little to be sure of: the edge cases of issue 5 through a whole build.

Expected numbers are worked by hand from rules.md 2 and 8 for the city of edge_city.py.
"""

from __future__ import annotations

import math
from typing import Any

import edge_city
import pytest
from builds import Place

pytestmark = pytest.mark.slow

MARTS = [
    "survey_results",
    "department_results",
    "grade_outlook",
    "grade_probabilities",
    "weight_perturbation",
]
MARTS += ["effective_weights", "consistencies", "department_consistency", "changes"]


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The city of the edge cases, built once with every test of the build."""
    folder = tmp_path_factory.mktemp("edge")
    edge_city.write_rule_book(folder / "seeds")
    edge_city.write_raw(folder / "raw")
    place = Place(raw=folder / "raw", work=folder / "work", seeds=folder / "seeds")
    place.build()
    return place


def rows(place: Place, mart: str, key: str, where: str = "true") -> dict[Any, dict[str, Any]]:
    """Rows of 2024 by one column, which must tell them apart."""
    found = place.query(f"select * from marts.{mart} where year = 2024 and {where}")
    by = {row[key]: row for row in found}
    assert len(by) == len(found)
    return by


@pytest.mark.parametrize("mart", MARTS)
def test_no_figure_is_nan_or_infinite(edge: Place, mart: str) -> None:
    found = edge.query(f"select * from marts.{mart}")
    assert found
    bad = [row for row in found if any(isinstance(v, float) and not math.isfinite(v) for v in row.values())]
    assert bad == []


def test_only_dont_knows_is_no_score_and_not_zero(edge: Place) -> None:
    survey = rows(edge, "survey_results", "department_id")["mute_4"]
    assert (survey["n_ballots"], survey["n_marks"], survey["score"], survey["se"]) == (0, 0, None, None)
    assert survey["se_status"] == "no_score"
    assert survey["dk_rate"] == 1
    result = rows(edge, "department_results", "department_id")["mute_4"]
    assert (result["total"], result["category_rank"]) == (None, None)
    assert "mute_4" not in rows(edge, "grade_probabilities", "department_id", "grade_order = 1")
    assert rows(edge, "effective_weights", "component_id", "category_id = 'mute'")["social"]["n"] == 3


def test_a_unanimous_group_has_no_error_and_keeps_its_score(edge: Place) -> None:
    survey = rows(edge, "survey_results", "department_id")["size_4_1"]
    assert (survey["score"], survey["se"], survey["se_status"]) == (100, 0, "ok")
    assert (survey["shrunken_score"], survey["reliability"]) == (100, 1)
    assert rows(edge, "grade_outlook", "department_id")["size_4_1"]["se_total"] == 0


def test_one_ballot_in_a_group_refuses_the_error_and_leaves_the_group_out_of_some_replicates(
    edge: Place,
) -> None:
    """The deputy's 60 counts 0.3; where he is drawn 0 times, citizens alone make the score."""
    survey = rows(edge, "survey_results", "department_id")
    for i in range(1, 8):
        line = survey[f"size_7_{i}"]
        points = [edge_city.OPTIONS[edge_city.option("size_7", i, n)] for n in range(1, 13)]
        assert math.isclose(line["score"], 0.7 * sum(points) / 12 + 0.3 * 60, rel_tol=1e-12)
        assert (line["se"], line["se_status"]) == (None, "single_ballot")
    drawn = edge.query(
        "select count(distinct draw) as n, count(distinct case when mean_score is null then draw end) as n_without"
        " from intermediate.int_survey_resampled_groups where group_id = 'deputies'"
    )[0]
    assert drawn["n"] == 60
    assert 10 <= drawn["n_without"] <= 35, "a Poisson(1) is 0 in 37 % of 60 replicates"
    assert all(
        row["se_total"] > 0
        for row in rows(edge, "grade_outlook", "department_id", "category_id = 'size_7'").values()
    )


def test_tied_departments_share_rank_interval_and_probabilities(edge: Place) -> None:
    outlook = rows(edge, "grade_outlook", "department_id", "category_id = 'tied'")
    assert len(outlook) == 5
    assert {(row["category_rank"], row["rank_low"], row["rank_high"]) for row in outlook.values()} == {
        (1, 1, 1)
    }
    assert len({row["se_total"] for row in outlook.values()}) == 1
    sure = edge.query(
        "select distinct grade_id, probability from marts.grade_probabilities where department_id like 'tied_%'"
        " and probability > 0"
    )
    assert [row["probability"] for row in sure] == [1]
    effective = rows(edge, "effective_weights", "component_id", "category_id = 'tied'")
    assert {(row["n"], row["effective_share"], row["alarm"]) for row in effective.values()} == {
        (5, None, False)
    }


def test_a_component_without_spread_decides_nothing_and_says_so(edge: Place) -> None:
    effective = rows(edge, "effective_weights", "component_id", "category_id = 'aligned'")
    assert (effective["social"]["nominal_share"], effective["social"]["effective_share"]) == (0.5, 0)
    assert effective["social"]["alarm"]
    # leader 60 + 4i of 30 points, daily 62 + 3i of 20: 1.2i and 0.6i points, cov(1.2i, 1.8i)/var(1.8i) = 2/3
    assert math.isclose(effective["leader"]["effective_share"], 2 / 3, rel_tol=1e-12)
    assert math.isclose(effective["daily"]["effective_share"], 1 / 3, rel_tol=1e-12)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7])
def test_small_categories_have_ranks_and_whole_probabilities(edge: Place, size: int) -> None:
    outlook = rows(edge, "grade_outlook", "department_id", f"category_id = 'size_{size}'")
    assert len(outlook) == size
    for row in outlook.values():
        assert 1 <= row["rank_low"] <= row["category_rank"] <= row["rank_high"] <= size or size > 3
        assert row["movement"] is None, "there was no grade last year"
    sums = edge.query(
        "select department_id, sum(probability) as whole, count(*) as n_grades from marts.grade_probabilities"
        f" where department_id like 'size_{size}_%' group by department_id"
    )
    assert len(sums) == size
    assert all(row["n_grades"] == 4 and math.isclose(row["whole"], 1, rel_tol=1e-12) for row in sums)
    assert (
        len(rows(edge, "weight_perturbation", "department_id", f"department_id like 'size_{size}_%'")) == size
    )


@pytest.mark.parametrize(
    ("category", "n", "has_rho", "has_p", "has_interval"),
    [
        ("size_1", 1, False, False, False),
        ("size_2", 2, False, False, False),
        ("size_3", 3, False, False, False),
        ("mute", 3, False, False, False),
        ("size_4", 4, True, False, False),
        ("size_7", 7, True, True, False),
        ("tied", 5, False, False, False),
        ("aligned", 8, True, True, True),
    ],
)
def test_a_cell_says_no_more_than_its_size_allows(
    edge: Place, category: str, n: int, has_rho: bool, has_p: bool, has_interval: bool
) -> None:
    cell = rows(edge, "consistencies", "pair", f"category_id = '{category}'")["leader"]
    said = [cell[name] is not None for name in ("rho", "p_value", "rho_low")]
    assert (cell["n"], *said) == (n, has_rho, has_p, has_interval)
    assert (cell["verdict"] == "not_testable") == (n < 5 or not has_rho)


def test_a_perfect_order_is_clipped_before_its_interval(edge: Place) -> None:
    cell = rows(edge, "consistencies", "pair", "category_id = 'aligned'")["leader"]
    assert math.isclose(cell["rho"], 1, rel_tol=1e-12)
    clipped = 1 - 1e-9
    half = 1.959963984540054 * math.sqrt((1 + clipped**2 / 2) / (8 - 3))
    assert math.isclose(cell["rho_low"], math.tanh(math.atanh(clipped) - half), rel_tol=1e-9)
    assert cell["rho_high"] <= 1
    assert cell["verdict"] == "consistent"
    assert cell["p_value"] == 1 / 201, "no one of 200 permutations is as extreme"


def test_the_pooled_row_leaves_out_small_and_flat_categories(edge: Place) -> None:
    pooled = rows(edge, "consistencies", "pair", "category_id is null")
    assert pooled["leader"]["n"] == 4 + 7 + 8
    # social has no spread where all departments hear the same
    assert pooled["social"]["n"] == 4 + 7


def test_an_evaluation_without_any_ballot_leaves_the_year_open_and_breaks_nothing(edge: Place) -> None:
    survey = edge.query(
        "select distinct n_ballots, score, se_status from marts.survey_results where year = 2023"
    )
    assert survey == [{"n_ballots": 0, "score": None, "se_status": "no_score"}]
    totals = edge.query("select distinct total from marts.department_results where year = 2023")
    assert totals == [{"total": None}]
    for mart in ("grade_probabilities", "weight_perturbation"):
        assert edge.query(f"select count(*) as n from marts.{mart} where year = 2023")[0]["n"] == 0
    verdicts = edge.query("select distinct verdict from marts.consistencies where year = 2023")
    assert verdicts == [{"verdict": "not_testable"}]
    changes = edge.query(
        "select distinct status, total_change, rank_change from marts.changes where year = 2024"
    )
    assert changes == [{"status": "not_comparable", "total_change": None, "rank_change": None}]
