"""Where the pages get targets from: results, comparisons, evidence, rounds, progress, tasks, reminders.

As in data.py, queries select and order; none computes a figure. Asking for all departments at once
(``department_id`` None) is refused to an account of the role department.
"""

from __future__ import annotations

import pandas as pd

from dashboard.access import Viewer, require, require_department
from dashboard.data import Release, ask
from dashboard.data_uses import NAMED, NAMES, ORDER

COMPARED = {
    "vertical_target": ("difference",),
    "horizontal_target": ("difference", "percentile", "robust_z"),
    "benchmark_target": ("reference_value", "difference", "percentile", "robust_z", "n_peers"),
    "vertical_actual": ("difference",),
    "horizontal_actual": ("difference", "percentile"),
    "benchmark_actual": ("difference", "percentile"),
    "within_year": ("difference",),
}
SAME_TARGET = "rows.city_id = {0}.city_id and rows.year = {0}.year and rows.target_id = {0}.target_id"


def targets(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """Every target with its result, its place beside last year and peers, its progress and comparisons."""
    require_department(viewer, department_id)
    compared = "".join(
        f", {name}.{column} as {name}_{column}" for name, columns in COMPARED.items() for column in columns
    )
    beside = "\n".join(
        f"left join target_comparisons as {name} on {SAME_TARGET.format(name)}"
        f" and {name}.is_official and {name}.comparison = '{name}'"
        for name in COMPARED
    )
    sql = f"""
        select rows.*, {NAMES}, names.name_zh as component_zh, names.name_en as component_en,
            positions.benchmark_value, positions.actual_to_target, positions.last_to_target,
            positions.benchmark_to_target, progress.state, progress.as_of_date, progress.expected_value,
            progress.last_value, progress.last_reported_on, progress.last_unverified_on,
            progress.due_on as counts_as_due_on, progress.days_to_due, progress.n_verified,
            progress.n_unverified, progress.q1_value, progress.q2_value, progress.q3_value,
            progress.q4_value, progress.last_quarter_end, progress.is_report_due {compared}
        from target_results as rows {NAMED}
        left join target_positions as positions
            on {SAME_TARGET.format("positions")} and positions.is_official
        left join target_progress as progress on {SAME_TARGET.format("progress")} and progress.is_official
        {beside}
        left join scheme_components as names
            on rows.scheme_id = names.scheme_id and rows.component_id = names.component_id
        where rows.is_official and rows.city_id = ? and rows.year = ?
            and rows.department_id = coalesce(?, rows.department_id)
        order by {ORDER}, rows.department_id, names.sort_order, rows.weight_share desc nulls last,
            rows.target_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def _of_departments(mart: str, order: str) -> str:
    return f"""
        select rows.* exclude (category_id), {NAMES} from {mart} as rows {NAMED}
        where rows.is_official and rows.city_id = ? and rows.year = ?
            and rows.department_id = coalesce(?, rows.department_id)
        order by {order}
    """


def evidence(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """Tests of how targets were set that reached their limit, by department."""
    require_department(viewer, department_id)
    order = f"{ORDER}, rows.department_id, rows.kind, rows.test_id, rows.target_id nulls first"
    found = ask(viewer, release, _of_departments("conservative_findings", order), city, year, department_id)
    return found[found["is_flagged"]]


def proposals(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """What the evidence proposes for each department, the heaviest first."""
    require(viewer, "targets")
    require_department(viewer, department_id)
    order = f"rows.proposed_steps desc, rows.flagged_share desc nulls last, {ORDER}"
    return ask(viewer, release, _of_departments("conservative_proposals", order), city, year, department_id)


def findings(
    viewer: Viewer, release: Release, city: str, year: int, department_id: str | None = None
) -> pd.DataFrame:
    """What is wrong with how targets were written down or approved."""
    require_department(viewer, department_id)
    order = f"{ORDER}, rows.department_id, rows.target_id, rows.round, rows.finding_id"
    return ask(viewer, release, _of_departments("target_findings", order), city, year, department_id)


def counts(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """How often each test was made and flagged, beside what its construction alone would flag."""
    require(viewer, "targets")
    sql = "select * from conservative_counts where city_id = ? and year = ? order by sort_order"
    return ask(viewer, release, sql, city, year)


def rounds(viewer: Viewer, release: Release, city: str, year: int, target_id: str) -> pd.DataFrame:
    """The rounds of one target, first to last."""
    require(viewer, "targets")
    sql = """
        select * from target_rounds where is_official and city_id = ? and year = ? and target_id = ?
        order by round
    """
    return ask(viewer, release, sql, city, year, target_id)


def comparisons(viewer: Viewer, release: Release, city: str, year: int, target_id: str) -> pd.DataFrame:
    """Every comparison of one target: those of the target first, then those of the result."""
    require(viewer, "targets")
    sql = """
        select rows.*, results.unit, results.unit_kind
        from target_comparisons as rows
        left join target_results as results
            on rows.city_id = results.city_id and rows.year = results.year
            and rows.scheme_id = results.scheme_id and rows.target_id = results.target_id
        where rows.is_official and rows.city_id = ? and rows.year = ? and rows.target_id = ?
        order by case rows.comparison when 'vertical_target' then 1 when 'horizontal_target' then 2
            when 'benchmark_target' then 3 when 'vertical_actual' then 4 when 'horizontal_actual' then 5
            when 'benchmark_actual' then 6 else 7 end
    """
    return ask(viewer, release, sql, city, year, target_id)


def tasks(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """City tasks: those that nobody wrote into a target first."""
    require(viewer, "targets")
    sql = """
        select * from task_coverage where city_id = ? and year = ?
        order by is_taken_by_nobody desc, uncovered_weight_share desc, weight desc, task_id
    """
    return ask(viewer, release, sql, city, year)


def assignments(viewer: Viewer, release: Release, city: str, year: int, department_id: str) -> pd.DataFrame:
    """City tasks given to one department: those that no target of its own names first."""
    require(viewer, "targets")
    sql = """
        select * from task_assignments where city_id = ? and year = ? and department_id = ?
        order by is_named, part_of_department desc, task_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def reminders(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """What is to be handed in about targets and by when: the city's rows first, then departments."""
    require(viewer, "targets")
    sql = f"""
        select rows.* exclude (name_zh, name_en, category_id), {NAMES} from reminders as rows {NAMED}
        where rows.city_id = ? and rows.year = ? and rows.source in
            ('targets', 'target_reviews', 'city_tasks', 'task_shares', 'target_reports', 'benchmarks')
        order by rows.department_id is not null, rows.due_on, rows.source, {ORDER}
    """
    return ask(viewer, release, sql, city, year)


def lines(viewer: Viewer, release: Release, city: str, year: int, department_id: str) -> pd.DataFrame:
    """One department beside those of its line of work in the other cities."""
    require(viewer, "targets")
    sql = """
        select rows.*, names.name_zh as component_zh, names.name_en as component_en
        from line_comparisons as rows
        left join scheme_components as names
            on rows.scheme_id = names.scheme_id and rows.component_id = names.component_id
        where rows.city_id = ? and rows.year = ? and rows.department_id = ?
        order by rows.peer_city_id, rows.peer_department_id, rows.sort_order
    """
    return ask(viewer, release, sql, city, year, department_id)


def slopes(viewer: Viewer, release: Release, city: str) -> pd.DataFrame:
    """Next target's raise on this year's over-fulfilment: a year, the city over all years, all cities."""
    require(viewer, "targets")
    sql = """
        select * from ratchet_slopes where city_id = ? or city_id is null
        order by city_id nulls last, year nulls last
    """
    return ask(viewer, release, sql, city)


def bunching(viewer: Viewer, release: Release, city: str) -> pd.DataFrame:
    """Results just above the target beside those just below, by year."""
    require(viewer, "targets")
    sql = """
        select * from completion_bunching where city_id = ? or city_id is null
        order by city_id nulls last, year nulls last
    """
    return ask(viewer, release, sql, city)
