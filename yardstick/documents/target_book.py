"""The approved target book of a department or of the city (以正式文件形式制定下发), read from a release.

The book holds what was approved and counts, nothing else: rounds that were returned stand in the mart
``target_rounds``. Nothing is computed here.
"""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from yardstick.release.current import current_release, read_manifest

HERE = Path(__file__).resolve().parent
FORMATS = ("word", "pdf", "excel")
ENDINGS = {"word": "docx", "pdf": "pdf", "excel": "xlsx"}


class BookError(Exception):
    """Why there is no book, in a sentence for the person who asked for it (Chinese, then English)."""


@dataclass(frozen=True)
class Line:
    """One approved target as it is printed; every field is text."""

    title: str
    value: str
    measures: str
    due: str
    weight: str
    approval: str


@dataclass(frozen=True)
class Part:
    """A department: its targets by component, in the order of the scheme."""

    department_id: str
    heading: str
    components: list[tuple[str, list[Line]]] = field(default_factory=list)

    @property
    def approvals(self) -> list[str]:
        """Who approved the targets, when, with which document; each said once."""
        return sorted({line.approval for _, lines in self.components for line in lines if line.approval})


@dataclass(frozen=True)
class Book:
    """Everything a document needs; ``parts`` in the official order of departments."""

    lang: str
    title: str
    notes: list[str]
    parts: list[Part]
    file_stem: str

    def word(self, key: str, **values: object) -> str:
        return words(self.lang)[key].format(**values)


@cache
def words(lang: str) -> dict[str, str]:
    """Our own words in one language."""
    with open(HERE / "words.csv", encoding="utf-8", newline="") as file:
        return {row["key"]: row[lang] for row in csv.DictReader(file)}


def _number(value: Any) -> str:
    return f"{float(value):.6f}".rstrip("0").rstrip(".")


def _given(value: Any) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value)) and str(value) != ""


ROWS = """
select rounds.*, departments.name_zh, departments.name_en, departments.display_order,
    categories.name_zh as category_zh, categories.name_en as category_en,
    components.name_zh as component_zh, components.name_en as component_en, components.sort_order,
    runs.city_zh, runs.city_en
from target_rounds as rounds
inner join department_results as departments
    on rounds.city_id = departments.city_id and rounds.year = departments.year
    and rounds.scheme_id = departments.scheme_id and rounds.department_id = departments.department_id
inner join runs on rounds.city_id = runs.city_id and rounds.year = runs.year and rounds.scheme_id = runs.scheme_id
left join category_names as categories on departments.category_id = categories.category_id
left join scheme_components as components
    on rounds.scheme_id = components.scheme_id and rounds.component_id = components.component_id
where rounds.is_counted and rounds.city_id = ? and rounds.year = ? and (? is null or rounds.department_id = ?)
order by departments.display_order nulls last, rounds.department_id, components.sort_order, rounds.target_id
"""


def _rows(folder: Path, city: str, year: int, department: str | None) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        for mart in ("target_rounds", "department_results", "runs", "category_names", "scheme_components"):
            file = (folder / f"{mart}.parquet").as_posix().replace("'", "''")
            connection.execute(f"create view {mart} as select * from read_parquet('{file}')")
        cursor = connection.execute(ROWS, [city, year, department, department])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _name(row: dict[str, Any], lang: str, prefix: str = "name") -> str:
    return str(row.get(f"{prefix}_{lang}") or row.get(f"{prefix}_zh") or "")


def _value(row: dict[str, Any], say: dict[str, str]) -> str:
    unit = row["unit"] or ""
    parts = [f"{_number(row['target_value'])}{unit}"] if _given(row["target_value"]) else []
    for key, column in (("floor", "floor_value"), ("stretch", "stretch_value")):
        if _given(row[column]):
            parts.append(say[key].format(value=_number(row[column])))
    if row.get("is_all_or_nothing"):
        parts.append(say["all_or_nothing"])
    if _given(row["last_actual"]):
        parts.append(say["last_actual"].format(value=_number(row["last_actual"]), unit=unit))
    if _given(row["standard"]):
        parts.append(str(row["standard"]))
    return "；".join(parts) if say is words("zh") else "; ".join(parts)


def _line(row: dict[str, Any], lang: str) -> Line:
    say = words(lang)
    approval = say["approved_by"].format(
        by=row["approved_by"] or "", on=row["approved_on"] or "", no=row["document_no"] or ""
    )
    return Line(
        title=str(row["title"]),
        value=_value(row, say) or say["missing"],
        measures=str(row["measures"] or say["missing"]),
        due=str(row["due_on"] or say["missing"]),
        weight=_number(row["weight"]),
        approval=" ".join(approval.split()),
    )


def read_book(
    city: str,
    year: int,
    department: str | None = None,
    lang: str = "zh",
    release: Path | None = None,
    edition: str = "office",
) -> Book:
    """The book of a city (``department`` None) or of one department, from ``release`` or the one on show.

    ``edition``: the audience whose files are read. Raises BookError with a sentence if there is no release, or no
    approved target for what was asked.
    """
    folder = release or current_release()
    if folder is None:
        raise BookError("还没有发布，请先运行 dbt build。\nThere is no release yet: run dbt build first.")
    manifest = read_manifest(folder)
    rows = _rows(folder / edition, city, year, department)
    if not rows:
        asked = f"{city} {year}" + (f" {department}" if department else "")
        raise BookError(
            f"{asked} 没有审定的目标；请核对城市、年度和部门的编号，或等目标审定后重新构建。\n"
            f"No approved target for {asked}: check the ids of city, year and department, "
            "or build again after approval."
        )
    say, first = words(lang), rows[0]
    city_name = _name(first, lang, "city") or city
    title = (
        say["title"].format(city=city_name, year=year, department=_name(first, lang))
        if department
        else say["title_city"].format(city=city_name, year=year)
    )
    status = say[f"status_{manifest.get('status', 'draft')}"]
    notes = [status + (" · " + say["sample"] if manifest.get("is_sample") else "")]
    close = max(
        (str(row["approved_on"]) for row in rows if not row["is_after_close"] and row["approved_on"]),
        default="",
    )
    notes.append(
        say["version"].format(id=folder.name, date=str(manifest.get("created_at", ""))[:10], close=close)
    )
    stem = re.sub(r'[/\\:*?"<>|\s]+', "", title)
    return Book(lang, title, notes, _parts(rows, lang), stem)


def _parts(rows: list[dict[str, Any]], lang: str) -> list[Part]:
    parts: dict[str, Part] = {}
    for row in rows:
        heading = words(lang)["department_heading"].format(
            name=_name(row, lang), category=_name(row, lang, "category")
        )
        part = parts.setdefault(row["department_id"], Part(row["department_id"], heading))
        name = _name(row, lang, "component") or row["component_id"]
        if not part.components or part.components[-1][0] != name:
            part.components.append((name, []))
        part.components[-1][1].append(_line(row, lang))
    return list(parts.values())


def write_book(book: Book, out: Path, formats: tuple[str, ...] = FORMATS) -> list[Path]:
    """Write the book in each of ``formats`` (word, pdf, excel) into the folder ``out``; returns the files.

    Raises BookError if a format is unknown or the PDF's browser is not there.
    """
    from yardstick.documents import excel, pdf, word

    makers = {"word": word.make, "pdf": pdf.make, "excel": excel.make}
    unknown = [name for name in formats if name not in makers]
    if unknown:
        raise BookError(
            f"不认识的格式：{unknown[0]}（可用 {'、'.join(makers)}）。\n"
            f"Unknown format: {unknown[0]} (one of {', '.join(makers)})."
        )
    contents = [(name, makers[name](book)) for name in formats]
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for name, content in contents:
        file = out / f"{book.file_stem}.{ENDINGS[name]}"
        file.write_bytes(content)
        files.append(file)
    return files
