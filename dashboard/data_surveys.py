"""Where the page on surveys gets its figures: evaluations, returns, groups, channels, days, screening, quality.

Queries select and order; none computes a figure. Small cells are NULL in the release already; the page never sees them.
"""

from __future__ import annotations

import pandas as pd

from dashboard.access import Viewer, require
from dashboard.data import Release, ask
from dashboard.data_uses import NAMED, NAMES

# The release holds no number of a hidden cell; should it ever, the query drops it.
CELL = ("n_ballots", "mean_score", "se", "interval_low", "interval_high", "difference", "is_beyond_noise")
OF_CHANNEL = ("n_ballots", "mean_score", "difference", "difference_se", "is_beyond_noise")
OF_YEAR = "rows.is_official and rows.city_id = ? and rows.year = ?"


def _shown(columns: tuple[str, ...]) -> str:
    """``* replace (...)``: the columns as they are, NULL in a hidden cell."""
    kept = [f"case when not rows.is_suppressed then rows.{name} end as {name}" for name in columns]
    return f"rows.* replace ({', '.join(kept)})"


def evaluations(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """An evaluation per row, in the order of the scheme."""
    require(viewer, "survey")
    sql = f"select * from survey_evaluations as rows where {OF_YEAR} order by sort_order, evaluation_id"
    return ask(viewer, release, sql, city, year)


def returns(viewer: Viewer, release: Release, city: str, year: int, evaluation: str) -> pd.DataFrame:
    """What was sent to each rater group and came back, the heaviest group first."""
    require(viewer, "survey")
    sql = f"""
        select * from survey_returns as rows where {OF_YEAR} and rows.evaluation_id = ?
        order by group_weight desc, group_id
    """
    return ask(viewer, release, sql, city, year, evaluation)


def groups(viewer: Viewer, release: Release, city: str, year: int, evaluation: str) -> pd.DataFrame:
    """Every department as each rater group sees it; hidden cells without numbers."""
    require(viewer, "survey")
    sql = f"""
        select {_shown(CELL)} from survey_group_results as rows where {OF_YEAR} and rows.evaluation_id = ?
        order by department_id, group_weight desc, group_id
    """
    return ask(viewer, release, sql, city, year, evaluation)


def scores(viewer: Viewer, release: Release, city: str, year: int, evaluation: str) -> pd.DataFrame:
    """Every department's score with interval, don't-know bounds and the two other ways to look at it."""
    require(viewer, "survey")
    sql = f"""
        select rows.* exclude (name_zh, name_en, category_id), {NAMES}, results.n_ballots, results.n_groups,
            results.se, results.se_status, results.score_low, results.score_high, results.dk_rate,
            results.satisfaction, results.satisfaction_low, results.satisfaction_high, results.reliability
        from survey_quality as rows {NAMED}
        inner join survey_results as results
            on rows.city_id = results.city_id and rows.year = results.year
            and rows.scheme_id = results.scheme_id and rows.department_id = results.department_id
            and rows.evaluation_id = results.evaluation_id
        where {OF_YEAR} and rows.evaluation_id = ?
        order by categories.sort_order, rows.score desc nulls last, departments.display_order nulls last,
            rows.department_id
    """
    return ask(viewer, release, sql, city, year, evaluation)


def channels(viewer: Viewer, release: Release, city: str, year: int, evaluation: str) -> pd.DataFrame:
    require(viewer, "survey")
    sql = f"""
        select {_shown(OF_CHANNEL)} from survey_channels as rows where {OF_YEAR} and rows.evaluation_id = ?
        order by n_ballots desc nulls last, channel
    """
    return ask(viewer, release, sql, city, year, evaluation)


def days(viewer: Viewer, release: Release, city: str, year: int, evaluation: str) -> pd.DataFrame:
    """Papers by day of submission, those without a day last."""
    require(viewer, "survey")
    sql = f"""
        select * from survey_days as rows where {OF_YEAR} and rows.evaluation_id = ?
        order by submitted_on nulls last
    """
    return ask(viewer, release, sql, city, year, evaluation)


def screening(viewer: Viewer, release: Release, city: str, year: int, evaluation: str) -> pd.DataFrame:
    """What became of every mark, in the order in which reasons are asked."""
    require(viewer, "survey")
    sql = f"""
        select * from survey_screening as rows where {OF_YEAR} and rows.evaluation_id = ?
        order by reason_order
    """
    return ask(viewer, release, sql, city, year, evaluation)
