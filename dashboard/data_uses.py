"""Where the lists come from: decisions, measures, feedback, rectification and the archive of a release.

As in data.py, queries select and order; none computes a figure. What not everybody may read (opinions word
for word, names of persons) is guarded here again, by the page that alone may show it.
"""

from __future__ import annotations

import pandas as pd

from dashboard.access import Viewer, require, require_department
from dashboard.data import Release, ask

ORDER = "categories.sort_order, departments.category_rank nulls last, departments.display_order nulls last"
# The department's row of the year beside a row of ``rows``: its names, its category, its place on lists.
NAMED = """
    left join department_years as departments
        on rows.city_id = departments.city_id and rows.year = departments.year
        and rows.department_id = departments.department_id and departments.is_official
    left join category_names as categories on departments.category_id = categories.category_id
"""
NAMES = """
    departments.name_zh, departments.name_en, departments.category_id,
    categories.name_zh as category_zh, categories.name_en as category_en
"""


def decisions(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """Every decision with its document and effect: those on grades first, in the order of the steps."""
    require_department(viewer, department_id)
    sql = f"""
        select rows.*, {NAMES}, components.name_zh as component_zh, components.name_en as component_en
        from decision_effects as rows {NAMED}
        left join scheme_components as components
            on rows.scheme_id = components.scheme_id and rows.component_id = components.component_id
        where rows.city_id = ? and rows.year = ? and rows.department_id = coalesce(?, rows.department_id)
        order by rows.step nulls last, rows.decided_on, {ORDER}, rows.decision_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def refills(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """Departments that took a place freed by a downgrade."""
    require(viewer, "grades")
    sql = f"""
        select rows.grade_before, rows.grade_after, rows.reason_zh, rows.reason_en, rows.clause,
            rows.department_id, {NAMES}
        from grade_trace as rows {NAMED}
        where rows.is_official and rows.rule = 'refill' and rows.city_id = ? and rows.year = ?
        order by {ORDER}
    """
    return ask(viewer, release, sql, city, year)


def admonished(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """Departments with the admonition grade, and the limit (veto, line, cap) that step 1 put on them."""
    require(viewer, "grades")
    sql = f"""
        select rows.reason_zh, rows.reason_en, rows.clause, rows.department_id,
            departments.total, departments.grade_changed_by, {NAMES}
        from grade_trace as rows {NAMED}
        inner join scheme_grades as grades
            on departments.scheme_id = grades.scheme_id and departments.grade_id = grades.grade_id
            and grades.is_admonition
        where rows.is_official and rows.step = 1 and rows.city_id = ? and rows.year = ?
        order by {ORDER}
    """
    return ask(viewer, release, sql, city, year)


def appeals(viewer: Viewer, release: Release, city: str, year: int, department_id: str) -> pd.DataFrame:
    require_department(viewer, department_id)
    sql = """
        select * from appeal_states where city_id = ? and year = ? and department_id = ?
        order by filed_on, appeal_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def measures(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """Measures that follow, with their state."""
    require_department(viewer, department_id)
    sql = f"""
        select rows.* exclude (name_zh, name_en, category_id), {NAMES},
            departments.name_before_zh, departments.name_before_en, measures.reason as grade_id,
            measures.value_num, measures.value_den, measures.amount, grades.grade_order
        from measures_due as rows {NAMED}
        left join measures
            on rows.city_id = measures.city_id and rows.year = measures.year
            and rows.scheme_id = measures.scheme_id and rows.department_id = measures.department_id
            and rows.measure_id = measures.measure_id
        left join scheme_grades as grades
            on rows.scheme_id = grades.scheme_id and measures.reason = grades.grade_id
        where rows.is_official and rows.city_id = ? and rows.year = ?
            and rows.department_id = coalesce(?, rows.department_id)
        order by grades.grade_order nulls first, {ORDER}, rows.measure_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def quotas(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """Places for excellent civil servants of every department, raised shares first."""
    require(viewer, "uses")
    sql = f"""
        select rows.*, {NAMES}, departments.grade_id, due.measure_id, due.state,
            due.contradiction_zh, due.contradiction_en
        from excellent_quotas as rows {NAMED}
        left join measures_due as due
            on rows.city_id = due.city_id and rows.year = due.year and rows.scheme_id = due.scheme_id
            and rows.department_id = due.department_id and due.measure_id = 'civil_servant_excellent_share'
        where rows.is_official and rows.city_id = ? and rows.year = ?
        order by rows.is_raised desc, {ORDER}
    """
    return ask(viewer, release, sql, city, year)


def findings(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """What is wrong with how the result was used."""
    require(viewer, "uses")
    sql = f"""
        select rows.department_id, rows.measure_id, rows.finding, rows.document_no, {NAMES},
            rows.finding_zh, rows.finding_en
        from measure_findings as rows {NAMED}
        where rows.is_official and rows.city_id = ? and rows.year = ?
        order by rows.finding, rows.measure_id, {ORDER}
    """
    return ask(viewer, release, sql, city, year)


def published_differences(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    require(viewer, "uses")
    sql = f"""
        select rows.* exclude (name_zh, name_en, category_id), {NAMES}
        from published_differences as rows {NAMED}
        where rows.city_id = ? and rows.year = ? order by {ORDER}
    """
    return ask(viewer, release, sql, city, year)


def feedback_summary(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """Counts and shares of the whole city: not for one department."""
    require(viewer, "feedback")
    require_department(viewer, None)
    sql = "select * from rectification_summaries where city_id = ? and year = ?"
    return ask(viewer, release, sql, city, year)


def themes(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """How many opinions on which theme (no texts), what recurs first."""
    require_department(viewer, department_id)
    sql = f"""
        select rows.* exclude (name_zh, name_en), {NAMES}
        from feedback_themes as rows {NAMED}
        where rows.city_id = ? and rows.year = ? and rows.department_id = coalesce(?, rows.department_id)
        order by rows.theme = 'unsorted', rows.theme, rows.n_opinions desc, {ORDER}
    """
    return ask(viewer, release, sql, city, year, department_id)


def opinions(viewer: Viewer, release: Release, city: str, year: int, department_id: str) -> pd.DataFrame:
    """Opinions on one department, word for word."""
    require(viewer, "feedback")
    require_department(viewer, department_id)
    sql = """
        select opinion_id, department_id, channel, received_on, theme, theme_basis, theme_keyword, text,
            rectification_ids
        from feedback where city_id = ? and year = ? and department_id = ?
        order by theme = 'unsorted', theme, received_on, opinion_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def rectifications(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """Rectifications: the overdue first, the longest overdue on top, then by date due."""
    require_department(viewer, department_id)
    sql = f"""
        select rows.* exclude (name_zh, name_en), {NAMES}
        from rectification_status as rows {NAMED}
        where rows.city_id = ? and rows.year = ? and rows.department_id = coalesce(?, rows.department_id)
        order by rows.is_overdue desc, rows.days_overdue desc, rows.due_on, rows.rectification_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def overdue(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """What is overdue of this year and of the years before, the longest overdue first in each year."""
    require(viewer, "feedback")
    require_department(viewer, department_id)
    sql = f"""
        select rows.* exclude (name_zh, name_en), {NAMES}
        from rectification_status as rows {NAMED}
        where rows.is_overdue and rows.city_id = ? and rows.year <= ?
            and rows.department_id = coalesce(?, rows.department_id)
        order by rows.year desc, rows.days_overdue desc, rows.rectification_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def people(viewer: Viewer, release: Release, city: str) -> pd.DataFrame:
    """Who and which departments stand in the archive: for the choice; the latest post last."""
    require(viewer, "archive")
    sql = """
        select person_id, name, department_id, name_zh, name_en, year from archive where city_id = ?
        order by person_id, year, from_on nulls first, department_id
    """
    return ask(viewer, release, sql, city)


def archive(viewer: Viewer, release: Release, city: str, way: str, chosen: str) -> pd.DataFrame:
    """Posts of one person, or of one department's leading group: the newest year first, heads first."""
    require(viewer, "archive")
    key = {"person": "person_id", "department": "department_id"}[way]
    sql = f"""
        select * from archive where city_id = ? and {key} = ?
        order by year desc, case post when 'head' then 1 when 'deputy' then 2 else 3 end,
            from_on nulls first, person_id, department_id
    """
    return ask(viewer, release, sql, city, chosen)
