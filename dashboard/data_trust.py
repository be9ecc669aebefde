"""Where the certainty of a result comes from: replicates of the ballots, draws of the weights, what moved, limits.

As in data.py, queries select and order; none computes a figure.
"""

from __future__ import annotations

import pandas as pd

from dashboard.access import Viewer, require, require_department
from dashboard.data import Release, ask
from dashboard.data_uses import NAMED, NAMES, ORDER


def outlook(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """Each graded department: margins, rank under other ballots and weights, and how often its grade came out."""
    require_department(viewer, department_id)
    sql = f"""
        select rows.*, {NAMES}, departments.n_ranked, departments.is_near_cut, departments.grade_changed_by,
            own.probability, weights.rank_median, weights.rank_low as weights_low,
            weights.rank_high as weights_high, weights.grade_kept_share
        from (select * exclude (category_id) from grade_outlook) as rows {NAMED}
        left join grade_probabilities as own
            on rows.city_id = own.city_id and rows.year = own.year
            and rows.department_id = own.department_id and rows.grade_id = own.grade_id
        left join weight_perturbation as weights
            on rows.city_id = weights.city_id and rows.year = weights.year
            and rows.department_id = weights.department_id
        where rows.city_id = ? and rows.year = ? and rows.department_id = coalesce(?, rows.department_id)
        order by {ORDER}, rows.department_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def probabilities(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """The share of the replicates that end in each grade, best grade first."""
    require_department(viewer, department_id)
    sql = """
        select department_id, grade_id, grade_order, probability from grade_probabilities
        where city_id = ? and year = ? and department_id = coalesce(?, department_id)
        order by department_id, grade_order
    """
    return ask(viewer, release, sql, city, year, department_id)


def effective_weights(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """What each component really decides, beside the share that the scheme gives it."""
    require(viewer, "robustness")
    sql = """
        select rows.*, components.name_zh, components.name_en,
            categories.name_zh as category_zh, categories.name_en as category_en
        from effective_weights as rows
        left join scheme_components as components
            on rows.scheme_id = components.scheme_id and rows.component_id = components.component_id
        left join category_names as categories on rows.category_id = categories.category_id
        where rows.city_id = ? and rows.year = ?
        order by categories.sort_order, rows.category_id, components.sort_order, rows.component_id
    """
    return ask(viewer, release, sql, city, year)


def limits(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """Caps, floors and bars that leave a grade better than admonition."""
    require(viewer, "grades")
    sql = f"""
        select rows.* exclude (category_id), departments.total, departments.grade_id, {NAMES}
        from grade_limits as rows {NAMED}
        where rows.is_official and not rows.is_admonition and rows.city_id = ? and rows.year = ?
        order by {ORDER}, rows.department_id, rows.kind, rows.object_id
    """
    return ask(viewer, release, sql, city, year)


def moved(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """Departments whose grade is not last year's: what lies behind it, and what their change of rank is made of."""
    require(viewer, "grades")
    sql = f"""
        select rows.department_id, rows.grade_id, rows.grade_before, rows.movement,
            rows.probability_of_grade_before, before.name_zh as grade_before_zh,
            before.name_en as grade_before_en, {NAMES}, changes.* exclude (city_id, year, scheme_id, is_official,
            department_id, category_id, department_before)
        from grade_outlook as rows {NAMED}
        left join changes
            on rows.city_id = changes.city_id and rows.year = changes.year
            and rows.department_id = changes.department_id
        left join scheme_grades as before
            on changes.scheme_before = before.scheme_id and rows.grade_before = before.grade_id
        where rows.grade_id <> rows.grade_before and rows.city_id = ? and rows.year = ?
        order by categories.sort_order,
            case rows.movement when 'beyond_noise' then 1 when 'within_noise' then 2 else 3 end,
            {ORDER}, rows.department_id
    """
    return ask(viewer, release, sql, city, year)


def changes(viewer: Viewer, release: Release, city: str) -> pd.DataFrame:
    """Every year's change of every department, for the pages that follow one over the years; newest first."""
    require(viewer, "trends")
    sql = """
        select rows.*, outlook.grade_id, outlook.grade_before, outlook.movement,
            outlook.probability_of_grade_before
        from changes as rows
        left join grade_outlook as outlook
            on rows.city_id = outlook.city_id and rows.year = outlook.year
            and rows.department_id = outlook.department_id
        where rows.city_id = ? order by rows.year desc, rows.department_id
    """
    return ask(viewer, release, sql, city)


def contradictions(viewer: Viewer, release: Release, city: str, year: int, pair: str) -> pd.DataFrame:
    """Departments far apart in the two orders of a pair, by name, with the grade they got."""
    require(viewer, "consistency")
    sql = f"""
        select rows.rank_x, rows.rank_y, rows.difference, rows.n, rows.department_id, {NAMES},
            grades.name_zh as grade_zh, grades.name_en as grade_en
        from department_consistency as rows {NAMED}
        left join scheme_grades as grades
            on departments.scheme_id = grades.scheme_id and departments.grade_id = grades.grade_id
        where rows.is_official and rows.is_discordant
            and rows.city_id = ? and rows.year = ? and rows.pair = ?
        order by categories.sort_order, abs(rows.difference) desc, rows.department_id
    """
    return ask(viewer, release, sql, city, year, pair)
