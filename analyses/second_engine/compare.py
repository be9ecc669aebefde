"""The marts of a release beside the second engine's own values."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pandas as pd

from .grades import grade_run
from .reading import read_city_years
from .scheme import Scheme, load_schemes
from .sheet import Sheet, contributions
from .surveys import first_marks

RUN = ("city_id", "year", "scheme_id")
MARTS = {  # mart -> (keys, columns compared)
    "department_results": (
        (*RUN, "department_id"),
        "category_id status total category_rank n_ranked grade_by_rank grade_id",
    ),
    "component_results": (
        (*RUN, "department_id", "component_id"),
        "parent_id status score points max_points category_rank",
    ),
    "survey_results": ((*RUN, "department_id", "evaluation_id"), "n_ballots n_marks score"),
    "target_results": ((*RUN, "target_id"), "component_id achievement difficulty weight status"),
    "grade_places": (
        (*RUN, "category_id", "grade_id"),
        "n_eligible places is_tie remainder_tie n_holders cut_total",
    ),
    "contributions": (("city_id", "year", "department_id"), "contribution_rate contribution_index rank"),
}
DOUBLES = {"score", "achievement", "difficulty", "weight", "contribution_rate", "contribution_index"}
Table = dict[tuple[str, ...], dict[str, Any]]


def read_mart(folder: Path, mart: str) -> pd.DataFrame | None:
    """A mart as text (NULL = ""), from parquet or csv."""
    parquet, plain = folder / f"{mart}.parquet", folder / f"{mart}.csv"
    if parquet.exists():
        frame = pd.read_parquet(parquet).astype(object)
        return frame.where(frame.notna(), "").map(str)
    return pd.read_csv(plain, dtype=str, keep_default_na=False) if plain.exists() else None


def refused_rows(folder: Path) -> dict[str, set[int] | None]:
    """Rows refused by intake, per file (None = the whole file): intake's own list, taken as given."""
    refused: dict[str, set[int] | None] = {}
    frame = read_mart(folder, "quarantine")
    for name, row in () if frame is None else zip(frame["source_file"], frame["source_row"], strict=True):
        if row == "":
            refused[name] = None
        elif (rows := refused.setdefault(name, set())) is not None:
            rows.add(int(float(row)))
    return refused


def runs_of(schemes: dict[str, Scheme], tables: dict) -> dict[str, dict[int | None, list[str]]]:
    """Runs: city -> schemes of every year (key None) and the scenarios of single years."""
    found: dict[str, dict[int | None, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in tables["scheme_years"]:
        if row["scheme_id"] not in found[row["city_id"]][None]:
            found[row["city_id"]][None].append(row["scheme_id"])
    for row in tables["scheme_scenarios"]:
        found[row["city_id"]][int(row["year"])].append(row["scheme_id"])
    return found


def compute(raw: Path, seeds: Path, project: Path, refused: dict[str, set[int] | None]) -> dict[str, Table]:
    """All six tables of every run, from the raw files and the scheme tables alone."""
    schemes, tables = load_schemes(seeds, project)
    runs = runs_of(schemes, tables)
    official = {(r["city_id"], int(r["year"])): r["scheme_id"] for r in tables["scheme_years"]}
    names = {}
    for city, years in runs.items():
        here = {s for ids in years.values() for s in ids}
        names[city] = {t: [r for r in rows if r["scheme_id"] in here] for t, rows in tables.items()}
    found: dict[str, Table] = {mart: {} for mart in MARTS}
    for data in read_city_years(raw, refused, names, project):
        if not data.rows["departments"]:
            continue
        marks = first_marks(data)
        place = (data.city, str(data.year))
        for scheme_id in dict.fromkeys([*runs[data.city][None], *runs[data.city].get(data.year, ())]):
            sheet = Sheet(data, marks, schemes[scheme_id])
            run = (*place, scheme_id)
            places = grade_run(sheet)
            found["department_results"] |= {(*run, d): row for d, row in sheet.rows.items()}
            found["component_results"] |= {(*run, *key): cell for key, cell in sheet.cells.items()}
            found["survey_results"] |= {(*run, *key): row for key, row in sheet.surveys.items()}
            found["target_results"] |= {(*run, t): row for t, row in sheet.targets.items()}
            found["grade_places"] |= {(*run, *key): asdict(row) for key, row in places.items()}
        measure = schemes[official[data.city, data.year]].setting("contribution_measure")
        tasks = contributions(data, measure)
        found["contributions"] |= {(*place, d): row for d, row in tasks.items()}
    return found


def same(mine: Any, theirs: str, column: str) -> bool:
    """Fixed values exactly, doubles to 1e-9 relative, NULL only with NULL."""
    if mine is None or mine == "":
        return theirs == ""
    if isinstance(mine, bool):
        return theirs.lower() in ({"true", "1"} if mine else {"false", "0"})
    if isinstance(mine, str):
        return mine == theirs
    try:
        if column in DOUBLES or isinstance(mine, float):
            return math.isclose(float(mine), float(theirs), rel_tol=1e-9, abs_tol=1e-12)
        return Decimal(mine) == Decimal(theirs)
    except (ValueError, InvalidOperation):
        return False


def differences(found: dict[str, Table], folder: Path) -> list[tuple[str, str, str, str, str]]:
    """(mart, key, column, the mart's value, our value) wherever the two disagree."""
    rows = []
    for mart, (keys, columns) in MARTS.items():
        frame = read_mart(folder, mart)
        if frame is None:
            rows.append((mart, "", "", "no such mart", f"{len(found[mart])} rows"))
            continue
        theirs: dict[tuple[str, ...], Any] = {}
        names = columns.split()
        absent = [c for c in (*keys, *names) if c not in frame.columns]
        if absent:
            rows.append((mart, "", " ".join(absent), "no such column", ""))
            continue
        for record in frame[[*keys, *names]].itertuples(index=False):
            key = tuple(record[: len(keys)])
            if key in theirs:
                rows.append((mart, "|".join(key), "", "row repeated", ""))
            theirs[key] = dict(zip(names, record[len(keys) :], strict=True))
        for key in sorted(found[mart].keys() | theirs.keys()):
            mine, other = found[mart].get(key), theirs.get(key)
            if mine is None or other is None:
                has = ("no row", "a row") if other is None else ("a row", "no row")
                rows.append((mart, "|".join(key), "", *has))
                continue
            for column in names:
                if not same(mine[column], other[column], column):
                    own = "" if mine[column] is None else str(mine[column])
                    rows.append((mart, "|".join(key), column, other[column], own))
    return rows
