"""Where figures come from: a release, read through DuckDB. What follows a result is asked for in data_uses.py.

Queries select and order; none computes a figure. The viewer is an argument of each, so that a cached
answer is never given to somebody else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from dashboard.access import Viewer, require_department
from yardstick.release.current import current_release, read_manifest


@dataclass(frozen=True)
class Release:
    """One release as one audience sees it."""

    release_id: str
    folder: str
    manifest: dict[str, Any]
    codebook: dict[str, Any]

    def __hash__(self) -> int:
        return hash(self.folder)


def shown_release_id() -> str | None:
    """Id of the release that current.json names at this moment (cheap: asked again and again)."""
    release = current_release()
    return release.name if release else None


def open_release(viewer: Viewer) -> Release | None:
    """The release on show in the viewer's edition; None where there is none for this audience."""
    path = current_release()
    if path is None or viewer.role is None:
        return None
    manifest, codebook = _papers(str(path))
    if viewer.role not in manifest.get("audiences", []):
        return None
    return Release(path.name, str(path / viewer.role), manifest, codebook)


@st.cache_data(max_entries=4, show_spinner=False)
def _papers(folder: str) -> tuple[dict[str, Any], dict[str, Any]]:
    path = Path(folder) / "codebook.json"
    codebook = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return read_manifest(Path(folder)), codebook


@st.cache_resource(max_entries=2, show_spinner=False)
def _database(folder: str) -> duckdb.DuckDBPyConnection:
    """An in-memory database with one view per mart; never closed, sessions may still hold cursors of it."""
    connection = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "1GB"})
    for file in sorted(Path(folder).glob("*.parquet")):
        source = file.as_posix().replace("'", "''")
        connection.execute(f"create view \"{file.stem}\" as select * from read_parquet('{source}')")
    connection.execute("set lock_configuration = true")
    return connection


@st.cache_data(max_entries=256, show_spinner=False)
def _rows(
    folder: str, viewer: tuple[str | None, str | None], sql: str, parameters: tuple[Any, ...]
) -> pd.DataFrame:
    """``viewer`` is not read here: it is part of the cache key. One cursor per call, as threads need."""
    with _database(folder).cursor() as cursor:
        return cursor.execute(sql, list(parameters)).df()


def ask(viewer: Viewer, release: Release, sql: str, *parameters: Any) -> pd.DataFrame:
    return _rows(release.folder, (viewer.role, viewer.department_id), sql, parameters)


def runs(viewer: Viewer, release: Release) -> pd.DataFrame:
    """Official runs: which city-years there are, their scheme and whether it is new."""
    return ask(viewer, release, "select * from runs where is_official order by city_id, year")


def categories(viewer: Viewer, release: Release) -> pd.DataFrame:
    return ask(viewer, release, "select * from category_names order by sort_order")


def grades(viewer: Viewer, release: Release, scheme_id: str) -> pd.DataFrame:
    return ask(
        viewer, release, "select * from scheme_grades where scheme_id = ? order by grade_order", scheme_id
    )


def all_grades(viewer: Viewer, release: Release) -> pd.DataFrame:
    """Grades of every scheme, for pages that look over years."""
    return ask(viewer, release, "select * from scheme_grades order by scheme_id, grade_order")


def summary(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    return ask(viewer, release, "select * from year_summaries where city_id = ? and year = ?", city, year)


def grade_counts(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    sql = "select * from grade_counts where is_official and city_id = ? and year = ? order by grade_order"
    return ask(viewer, release, sql, city, year)


def department_years(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """The year's departments, best first inside each category; those without a total last."""
    sql = """
        select department_years.*, categories.name_zh as category_zh, categories.name_en as category_en
        from department_years
        left join category_names as categories using (category_id)
        where is_official and city_id = ? and year = ?
        order by categories.sort_order, category_rank nulls last, display_order nulls last, department_id
    """
    return ask(viewer, release, sql, city, year)


def department_history(viewer: Viewer, release: Release, city: str) -> pd.DataFrame:
    """Every department-year of a city, for pages that look over years."""
    sql = """
        select * from department_years where is_official and city_id = ?
        order by year, category_rank nulls last
    """
    return ask(viewer, release, sql, city)


def grade_places(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    """Places of each grade, with the name of the tie key that decided at its cut."""
    sql = """
        select places.*, components.name_zh as key_zh, components.name_en as key_en
        from grade_places as places
        left join category_names as categories using (category_id)
        left join scheme_components as components
            on places.scheme_id = components.scheme_id and places.decided_key = components.component_id
        where places.is_official and places.city_id = ? and places.year = ?
        order by categories.sort_order, places.category_id, places.grade_order
    """
    return ask(viewer, release, sql, city, year)


def attention(viewer: Viewer, release: Release, city: str, year: int) -> pd.DataFrame:
    sql = """
        select * from attention_points where city_id = ? and year = ?
        order by severity, sort_value, category_id, department_id
    """
    return ask(viewer, release, sql, city, year)


def components(viewer: Viewer, release: Release, city: str, year: int, department_id: str) -> pd.DataFrame:
    require_department(viewer, department_id)
    sql = """
        select * from component_years
        where is_official and city_id = ? and year = ? and department_id = ? order by sort_order
    """
    return ask(viewer, release, sql, city, year, department_id)


def ledger(viewer: Viewer, release: Release, city: str, year: int, department_id: str) -> pd.DataFrame:
    """Deductions first, the heaviest on top; what does not count stays in the list with its reason."""
    require_department(viewer, department_id)
    sql = """
        select * from daily_ledger where is_official and city_id = ? and year = ? and department_id = ?
        order by direction desc, not_counted_reason is not null, points desc, occurred_on, record_id
    """
    return ask(viewer, release, sql, city, year, department_id)


def trace(viewer: Viewer, release: Release, city: str, year: int, department_id: str) -> pd.DataFrame:
    require_department(viewer, department_id)
    sql = """
        select * from grade_trace
        where is_official and city_id = ? and year = ? and department_id = ? order by step
    """
    return ask(viewer, release, sql, city, year, department_id)


def consistencies(viewer: Viewer, release: Release, city: str) -> pd.DataFrame:
    """All years: the pages choose the year, the line over the years needs every one."""
    sql = """
        select * from consistencies where is_official and city_id = ?
        order by year, pair, category_id nulls first
    """
    return ask(viewer, release, sql, city)


def disagreements(viewer: Viewer, release: Release, city: str, year: int, pair: str) -> pd.DataFrame:
    sql = """
        select ranks.*, departments.name_zh, departments.name_en
        from department_consistency as ranks
        left join department_years as departments using (city_id, year, department_id)
        where ranks.is_official and ranks.city_id = ? and ranks.year = ? and ranks.pair = ?
        order by ranks.category_id, abs(ranks.difference) desc, ranks.department_id
    """
    return ask(viewer, release, sql, city, year, pair)


def trends(viewer: Viewer, release: Release, city: str) -> pd.DataFrame:
    sql = """
        select trends.*, names.name_zh, names.name_en, names.sort_order
        from trends left join scheme_components as names using (scheme_id, component_id)
        where trends.is_official and city_id = ? order by category_id, names.sort_order, year
    """
    return ask(viewer, release, sql, city)
