"""Published results, reproduced by the project's own SQL (../shared/reference_data, see its README).

The models run as dbt compiled them, in a DuckDB that holds the reference data in place of what they read. Skipped, and
said so, where the folder is not there.
"""

from __future__ import annotations

import csv
import math
from typing import Any

import duckdb
import pytest
from builds import PROJECT, Place
from compiled_sql import CompiledSql, Tables

pytestmark = pytest.mark.slow

FOLDER = PROJECT.parent / "shared" / "reference_data"
RUN = {"city_id": "c", "year": 2024, "scheme_id": "s"}


def read(path: str) -> list[dict[str, str]]:
    """A reference file; NULL is an empty field, ``NA`` is a code."""
    with open(FOLDER / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def sql(mini: Place) -> CompiledSql:
    """The models as dbt compiled them."""
    if not FOLDER.exists():
        pytest.skip("../shared/reference_data is not there: nothing published to compare with")
    return CompiledSql(mini)


def by(con: duckdb.DuckDBPyConnection, sql: str) -> dict[str, tuple[Any, ...]]:
    """First column -> the others."""
    return {row[0]: row[1:] for row in con.execute(sql).fetchall()}


def test_wilson_intervals_are_those_of_newcombe_1998(sql: CompiledSql) -> None:
    expected = read("wilson/expected_wilson_95.csv")
    scores = [
        {
            **RUN, "department_id": f"{row['x']} of {row['n']}", "category_id": "k", "evaluation_id": "social",
            "n_ballots": row["n"], "n_marks": row["n"], "n_groups": 1, "n_dont_know": 0,
            "n_satisfied": row["x"], "n_top": 0,
            "score": 50, "se": 1, "se_status": "ok", "score_low": 50, "score_high": 50,
        }
        for row in expected
    ]  # fmt: skip
    given: Tables = {
        "int_survey_scores": scores,
        "int_evaluation_scales": [{"scheme_id": "s", "evaluation_id": "social", "mark_mode": "rate"}],
        "int_runs": [{**RUN, "is_official": True}],
        "int_survey_shrunken": [],
    }
    con = sql.run(given, ["survey_results"])
    got = by(
        con,
        "select department_id, satisfaction_low, satisfaction_high from warehouse.marts.survey_results",
    )
    assert len(expected) >= 10
    for row in expected:
        low, high = got[f"{row['x']} of {row['n']}"]
        assert math.isclose(low, float(row["wilson_low"]), rel_tol=1e-9, abs_tol=1e-12), row
        assert math.isclose(high, float(row["wilson_high"]), rel_tol=1e-9, abs_tol=1e-12), row


def compared(cells: dict[str, list[tuple[str, float, float, float]]]) -> Tables:
    """Cells (category -> department, x, y, total) as the tables that the consistency models read."""
    values = [
        {
            **RUN,
            "category_id": cell,
            "department_id": department,
            "pair": "leader",
            "x": x,
            "y": y,
            "total": total,
        }
        for cell, rows in cells.items()
        for department, x, y, total in rows
    ]
    return {
        "int_consistency_values": values,
        "int_leaf_points": [],
    }


def test_an_item_against_the_rest_is_the_spearman_correlation_of_r(sql: CompiledSql) -> None:
    """30 departments rated by their clerks: each item against the sum of the others, and against the whole."""
    data = read("attitude_departments/input_attitude.csv")
    items = [name for name in data[0] if name != "department"]
    cells = {}
    for item in items:
        rows = []
        for row in data:
            total = sum(float(row[name]) for name in items)
            rows.append((row["department"], float(row[item]), total - float(row[item]), total))
        cells[item] = rows
    given = compared(cells)
    given["stg_departments"] = [
        {"city_id": "c", "year": 2024, "category_id": item, "department_id": f"d {item}"} for item in items
    ]
    given["int_runs"] = [{**RUN, "is_official": True}]
    wanted = [
        "int_consistency_ranks",
        "int_consistency_cells",
        "int_consistency_pooled",
        "int_consistency_sheet",
    ]
    con = sql.run(given, wanted)
    got = by(
        con,
        "select category_id, rho, rho_low, rho_high, rho_uncorrected from warehouse.intermediate.int_consistency_sheet"
        " where pair = 'leader' and category_id is not null",
    )
    for row in read("attitude_departments/expected_item_total.csv"):
        want = [float(row[name]) for name in ("spearman_loo", "bw_low", "bw_high", "spearman_raw")]
        assert all(math.isclose(a, b, rel_tol=1e-9) for a, b in zip(got[row["item"]], want, strict=True)), row


def test_heterogeneity_has_the_tail_of_chi_square(sql: CompiledSql) -> None:
    """Critical values of chi-square (NIST/SEMATECH e-Handbook 1.3.6.7.4: df, 5 % and 1 % points, to three places)."""
    points = [(1, 3.841, 0.05), (1, 6.635, 0.01), (2, 5.991, 0.05), (3, 7.815, 0.05), (3, 11.345, 0.01)]
    points += [
        (4, 9.488, 0.05),
        (9, 16.919, 0.05),
        (10, 23.209, 0.01),
        (30, 43.773, 0.05),
        (50, 76.154, 0.01),
    ]
    given = [
        {**RUN, "pair": f"{df} {p}", "n_categories": df + 1, "heterogeneity_q": q} for df, q, p in points
    ]
    con = sql.run({"int_consistency_pooled": given}, ["int_consistency_heterogeneity"])
    got = by(con, "select pair, heterogeneity_p from warehouse.intermediate.int_consistency_heterogeneity")
    for df, _, p in points:
        assert math.isclose(got[f"{df} {p}"][0], p, rel_tol=2e-3), df
    # two degrees of freedom have a closed form
    assert math.isclose(got["2 0.05"][0], math.exp(-5.991 / 2), rel_tol=1e-12)


@pytest.mark.parametrize("case", ["raudenbush1985", "eight_schools"])
def test_shrinkage_is_the_dersimonian_laird_of_metafor(sql: CompiledSql, case: str) -> None:
    """Nineteen studies, and the edge case in which tau2 is 0 and everything shrinks to the mean."""
    key = {"raudenbush1985": "study", "eight_schools": "school"}[case]
    scores = [
        {
            **RUN, "evaluation_id": "social", "category_id": "k", "department_id": row[key], "score": row["yi"],
            "se": row.get("sei") or math.sqrt(float(row["vi"])),
        }
        for row in read(f"shrinkage/input_{case}.csv")
    ]  # fmt: skip
    con = sql.run({"int_survey_scores": scores}, ["int_survey_shrunken"])
    got = by(con, "select department_id, shrunken_score from warehouse.intermediate.int_survey_shrunken")
    expected = [row for row in read(f"shrinkage/expected_{case}_blup.csv") if row["method"] == "DL"]
    assert len(expected) == len(scores)
    for row in expected:
        assert math.isclose(got[row[key]][0], float(row["blup"]), rel_tol=1e-9, abs_tol=1e-9), row


@pytest.fixture(scope="module")
def asem(sql: CompiledSql) -> duckdb.DuckDBPyConnection:
    """COINr's example: 51 countries, three levels, scored with its weights (draw 0) and 200 stored draws of weights."""
    nodes = [row for row in read("asem_coinr/input_meta.csv") if row["Type"] in ("Indicator", "Aggregate")]
    siblings: dict[str, int] = {}
    for row in nodes:
        siblings[row["Parent"]] = siblings.get(row["Parent"], 0) + 1
    weights = {row["iCode"]: float(row["Weight"]) for row in read("asem_coinr/input_weights.csv")}
    assert set(weights.values()) == {1.0}, "the shares below are equal ones"
    above = {row["iCode"]: row["Parent"] for row in nodes}
    tree = []
    for row in nodes:
        part, at = 1, row["iCode"]
        while above[at]:
            part, at = part * siblings[above[at]], above[at]
        leaf = row["Type"] == "Indicator"
        tree.append(
            {
                "scheme_id": "s", "component_id": row["iCode"], "parent_id": row["Parent"] or None, "kind": "normal",
                "method": "direct" if leaf else "sum", "tree_level": 4 - int(row["Level"]), "share_num": 1,
                "share_den": siblings[row["Parent"]], "total_num": 1, "total_den": part, "bonus_cap": None,
                "is_leaf": leaf,
            }
        )  # fmt: skip
    drawn = {(row["draw"], row["iCode"]): row["Weight"] for row in read("asem_coinr/mc_weights_draws.csv")}
    draws = [0, *sorted({-int(draw) for draw, _ in drawn})]
    units = read("asem_coinr/step4_normalised_minmax_0_100.csv")
    leaves = [row for row in tree if row["is_leaf"]]
    cells = [(unit["uCode"], leaf) for unit in units for leaf in leaves]
    given: Tables = {
        "int_component_tree": tree,
        "int_weight_draws": [
            {
                "scheme_id": "s", "draw": draw, "component_id": row["component_id"],
                "factor": drawn.get((str(-draw), row["component_id"]), 1),
            }
            for draw in draws[1:] for row in tree if row["parent_id"]
        ],
        "int_draws": [{**RUN, "draw": draw, "kind": "weights" if draw else "official"} for draw in draws],
        "int_component_settings": [
            {"scheme_id": "s", "component_id": row["component_id"], "points_decimals": 6} for row in tree
        ],
        "int_scheme_settings": [{"scheme_id": "s", "points_total": 100}],
        "int_score_sheet": [
            {
                **RUN, "department_id": unit, "component_id": leaf["component_id"], "parent_id": leaf["parent_id"],
                "kind": "normal", "is_not_applicable": False,
            }
            for unit, leaf in cells
        ],
        "int_leaf_scores_official": [
            {
                **RUN, "department_id": unit["uCode"], "component_id": leaf["component_id"],
                "score": unit[leaf["component_id"]] or None,
            }
            for unit in units for leaf in leaves
        ],
        "int_survey_resampled": [],
        "stg_departments": [
            {"city_id": "c", "year": 2024, "department_id": unit["uCode"], "category_id": "k", "is_ranked": 1}
            for unit in units
        ],
        "int_trust_partitions": [{**RUN, "fingerprint": "f", "is_changed": True}],
        "int_grades": [],
    }  # fmt: skip
    wanted = ["int_drawn_parts", "int_max_points", "int_leaf_scores", "int_leaf_points"]
    wanted += [f"int_points_level_{level}" for level in (3, 2, 1, 0)]
    return sql.run(given, [*wanted, "int_totals", "int_draw_results", "int_draw_summaries"])


def test_every_aggregate_is_that_of_coinr(asem: duckdb.DuckDBPyConnection) -> None:
    """Points are fixed to six places here, so scores agree to a few millionths of a point."""
    rows = asem.execute(
        "select department_id, component_id, score from warehouse.intermediate.int_points_level_0 where draw = 0"
    ).fetchall()
    got = {(unit, node): score for unit, node, score in rows}
    checked = 0
    for row in read("asem_coinr/expected_scores.csv"):
        for node, want in row.items():
            if node != "uCode":
                assert math.isclose(got[row["uCode"], node], float(want), abs_tol=1e-3), (row["uCode"], node)
                checked += 1
    assert checked == 51 * 11


def test_full_marks_are_the_effective_weights_of_coinr(asem: duckdb.DuckDBPyConnection) -> None:
    got = by(
        asem, "select component_id, max_points from warehouse.intermediate.int_max_points where draw = 0"
    )
    expected = read("asem_coinr/expected_effective_weights.csv")
    for row in expected:
        assert math.isclose(got[row["iCode"]][0] / 100, float(row["EffWeight"]), rel_tol=1e-9), row
    assert len(expected) == 60


def test_ranks_under_200_stored_draws_of_weights_are_those_of_coinr(asem: duckdb.DuckDBPyConnection) -> None:
    nominal = by(
        asem, "select department_id, category_rank from warehouse.intermediate.int_totals where draw = 0"
    )
    spread = by(
        asem,
        "select department_id, rank_median, rank_low, rank_high, n_draws"
        " from warehouse.intermediate.int_draw_summaries where kind = 'weights'",
    )
    mean = by(
        asem,
        "select department_id, avg(category_rank) from warehouse.intermediate.int_draw_results group by 1",
    )
    for row in read("asem_coinr/expected_mc_rank_stats.csv"):
        unit = row["uCode"]
        assert nominal[unit][0] == int(row["nominal"]), unit
        assert math.isclose(mean[unit][0], float(row["mean"]), abs_tol=1e-9), unit
        assert spread[unit] == (
            float(row["median"]),
            math.floor(float(row["q5"]) + 1e-9),
            math.ceil(float(row["q95"]) - 1e-9),
            200,
        ), unit


def test_pillars_against_the_index_are_the_spearman_correlations_of_coinr(sql: CompiledSql) -> None:
    scores = read("asem_coinr/expected_scores.csv")
    expected = read("asem_coinr/expected_corr_spearman_pillar_index.csv")
    cells = {
        row["Var2"]: [
            (unit["uCode"], float(unit[row["Var2"]]), float(unit["Index"]), float(unit["Index"])) for unit in scores
        ]
        for row in expected
    }  # fmt: skip
    con = sql.run(compared(cells), ["int_consistency_ranks", "int_consistency_cells"])
    got = by(con, "select category_id, rho from warehouse.intermediate.int_consistency_cells")
    for row in expected:
        assert math.isclose(got[row["Var2"]][0], float(row["Correlation"]), rel_tol=1e-9), row
