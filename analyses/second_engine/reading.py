"""Raw files and scheme tables, read plainly (data.md). What intake refused is taken from its list."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

Row = dict[str, str]

# The columns the arithmetic needs; everything else in a file is passed over.
COLUMNS = {
    "departments": "department_id name_zh name_en category_id is_ranked",
    "ballots": "ballot_id evaluation_id group_id",
    "marks": "ballot_id department_id item_id option_id",
    "daily_records": "record_id department_id item_id occurred_on points appeal_status",
    "targets": "target_id department_id component_id round status approved_on measure_kind direction "
    "floor_value target_value stretch_value all_or_nothing weight due_on",
    "target_reviews": "target_id round criterion_id reviewer_id score",
    "target_reports": "report_id target_id reported_on actual_value completed_on judged_score assessor_id "
    "is_verified",
    "city_tasks": "task_id weight delivered",
    "task_shares": "task_id department_id share",
    "direct_scores": "department_id component_id score",
    "decisions": "decision_id department_id kind steps grade_id component_id target_id decided_on",
}
SOURCES = [*COLUMNS, "survey_frames", "officials", "opinions", "benchmarks", "appeals", "rectifications"]
SOURCES += ["measures_taken", "scheme_comments", "published_results"]
# column -> the scheme table (and its id column) whose names may stand for the id
NAMED_IN = {
    "evaluation_id": ("components", "component_id"),
    "component_id": ("components", "component_id"),
    "group_id": ("rater_groups", "group_id"),
    "option_id": ("mark_options", "option_id"),
    "grade_id": ("grades", "grade_id"),
    "criterion_id": ("setting_criteria", "criterion_id"),
}
TRUE = {"1", "true", "yes", "y", "是", "真"}


@dataclass
class CityYear:
    """The accepted rows of one city and year: small sources as rows, marks as a frame of categories."""

    city: str
    year: int
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    marks: pd.DataFrame = field(default_factory=pd.DataFrame)


def text(value: Any) -> str:
    """One cell as text: dates in ISO form, 3.0 as 3, full-width characters and stray spaces normalised."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()[:10]
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return unicodedata.normalize("NFKC", str(value)).strip()


def exact(value: str) -> Fraction | None:
    return Fraction(value.replace(" ", "").replace(",", "")) if value else None


def number(value: str) -> float | None:
    return float(value.replace(" ", "").replace(",", "")) if value else None


def flag(value: str, default: int) -> int:
    return default if not value else int(value.lower() in TRUE)


def day(value: str) -> dt.date | None:
    """2025-03-05, 2025/3/5, 2025.3.5, 2025年3月5日 or 20250305, with or without a time of day."""
    parts = re.match(r"^\s*(\d{4})\D?\s*(\d{1,2})\D?\s*(\d{1,2})(?!\d)", value) if value else None
    return dt.date(*map(int, parts.groups())) if parts else None


def read_table(path: Path, wanted: dict[str, str]) -> pd.DataFrame:
    """The wanted columns of a raw file as text, plus source_row (1 = first data row, blank ones skipped)."""
    if path.suffix == ".csv":
        blob = path.read_bytes()
        try:
            content = blob.decode("utf-8-sig")
        except UnicodeDecodeError:
            content = blob.decode("gb18030")
        frame = pd.read_csv(io.StringIO(content), dtype=str, keep_default_na=False, index_col=False)
    elif path.suffix == ".xlsx":
        cells = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
        need = min(2, len(set(wanted.values())))
        top = next(i for i, row in enumerate(cells) if sum(text(c) in wanted for c in row) >= need)
        frame = pd.DataFrame(cells[top + 1 :], columns=[text(c) for c in cells[top]], dtype=object)
    else:
        frame = pq.read_table(path).to_pandas(types_mapper=pd.ArrowDtype)
    columns = {}
    for position, name in enumerate(frame.columns):
        codes, seen = pd.factorize(frame.iloc[:, position].astype(object), use_na_sentinel=True)
        words = np.array([*(text(v) for v in seen), ""], dtype=object)
        columns.setdefault(text(name), words[codes])
    frame = pd.DataFrame(columns, dtype=object)
    frame = frame[(frame != "").any(axis=1)]
    frame = frame.rename(columns={c: wanted[c] for c in frame.columns if c in wanted})
    frame["source_row"] = np.arange(1, len(frame) + 1)
    return frame[[c for c in dict.fromkeys(wanted.values()) if c in frame.columns] + ["source_row"]]


def seed(path: Path) -> list[Row]:
    """A scheme table as rows of text; an absent table has no rows."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [{k: (v or "").strip() for k, v in row.items()} for row in csv.DictReader(handle)]


def code_names(project: Path) -> dict[tuple[str, str], dict[str, str]]:
    """(source, column) -> the Chinese and English names of its coded values, from expectations/codes.csv."""
    names: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for r in seed(project / "expectations" / "codes.csv"):
        names[r["source"], r["column"]] |= {r["name_zh"]: r["code"], r["name_en"]: r["code"]}
    return names


def header_names(project: Path) -> dict[tuple[str, str], str]:
    """(source, Chinese header) -> column, from expectations/headers.csv where it exists."""
    rows = seed(project / "expectations" / "headers.csv")
    return {(r["source"], r["header_zh"]): r["column"] for r in rows}


def names_of(rows: list[Row], id_column: str) -> dict[str, str]:
    """Name -> id for names that stand for exactly one id; an id goes before a name."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for column in ("name_zh", "name_en"):
            if row.get(column):
                found[text(row[column])].add(row[id_column])
    names = {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
    return names | {row[id_column]: row[id_column] for row in rows}


def read_city_years(
    raw: Path, refused: dict[str, set[int] | None], schemes: dict[str, dict[str, list[Row]]], project: Path
) -> list[CityYear]:
    """All raw files by city and year, without the refused rows; names replaced by ids.

    `refused`: source_file -> refused row numbers, None = the whole file. `schemes`: city -> table -> rows.
    """
    chinese = header_names(project)
    years: dict[tuple[str, int], CityYear] = {}
    for folder in sorted(raw.glob("city_id=*/year=*")):
        city, year = folder.parent.name.split("=")[1], int(folder.name.split("=")[1])
        data = years.setdefault((city, year), CityYear(city, year))
        files = [f for f in folder.iterdir() if f.suffix in {".csv", ".xlsx", ".parquet"}]
        files = [f for f in files if not f.name.startswith((".", "~"))]
        parts = []
        for path in sorted(files, key=lambda f: f.name.encode()):
            fits = [s for s in SOURCES if path.stem == s or path.stem.startswith(s + "_")]
            source = max(fits, key=len, default="")
            name = path.relative_to(raw).as_posix()
            if source not in COLUMNS or refused.get(name, set()) is None:
                continue
            columns = COLUMNS[source].split()
            wanted = {c: c for c in columns}
            wanted |= {zh: c for (s, zh), c in chinese.items() if s == source and c in columns}
            frame = read_table(path, wanted)
            frame = frame[~frame["source_row"].isin(list(refused.get(name) or ()))]
            frame = frame.reindex(columns=columns, fill_value="")
            if source == "marks":
                parts.append(frame)
            else:
                data.rows[source] += frame.to_dict("records")
        if parts:
            data.marks = pd.concat(parts, ignore_index=True).astype("category")
        use_ids(data, schemes.get(data.city, {}), code_names(project))
    return list(years.values())


def use_ids(data: CityYear, scheme: dict[str, list[Row]], codes: dict[tuple[str, str], dict]) -> None:
    """Replace unique Chinese or English names by their ids (data.md, raw files)."""
    departments = names_of(data.rows["departments"], "department_id")
    items = names_of(scheme.get("survey_items", []), "item_id")
    daily = names_of(scheme.get("daily_items", []), "item_id")
    plain = {c: names_of(scheme.get(t, []), i) for c, (t, i) in NAMED_IN.items()}
    categories = names_of(scheme.get("categories", []), "category_id")

    def lookup(source: str, column: str) -> dict[str, str]:
        if column == "department_id":
            return departments
        if column == "category_id":
            return categories
        if column == "item_id":
            return daily if source == "daily_records" else items
        if column == "criterion_id":  # difficulty is a criterion of reviews without a row in the scheme
            return plain[column] | {"难度": "difficulty"}
        return plain.get(column) or codes.get((source, column), {})

    for source, rows in data.rows.items():
        for column in COLUMNS[source].split():
            names = lookup(source, column)
            for row in rows if names else ():
                row[column] = names.get(row[column], row[column])
    for column in data.marks.columns:
        names = lookup("marks", column)
        values = data.marks[column].cat
        ids = pd.Categorical([names.get(v, v) for v in values.categories])
        data.marks[column] = pd.Categorical.from_codes(ids.codes[values.codes], ids.categories)
