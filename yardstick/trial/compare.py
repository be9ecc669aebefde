"""What differs between two releases: departments, places, uses, decisions, and what both were made from.

Only official runs are compared. Nothing is computed here: every figure stands in a mart of one of the releases.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from yardstick import paths
from yardstick.intake.contract import source_of
from yardstick.release.current import current_release, read_manifest

Row = dict[str, Any]
CityYear = tuple[str, int]

COMPARED = ("status", "total", "category_rank", "grade_by_rank", "grade_id")
DECISION = ("department_id", "kind", "steps", "grade_id", "component_id", "target_id")
DECISION_TEXTS = ("reason_id", "reason", "document_no", "decided_on")


class CompareError(Exception):
    """Nothing can be compared: one clear sentence in Chinese, then in English."""


@dataclass(frozen=True)
class Release:
    """A release folder: its manifest, and its marts as rows."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def release_id(self) -> str:
        return str(self.manifest["release_id"])

    @property
    def trial(self) -> dict[str, Any] | None:
        """Name, city and year of the trial that made this release; None for the user's own."""
        return self.manifest.get("trial")

    @property
    def is_sample(self) -> bool:
        return bool(self.manifest.get("is_sample"))

    def rows(self, mart: str, where: str = "true") -> list[Row] | None:
        """The rows of a mart that meet the SQL condition ``where``; None if the release has no such mart."""
        path = self.folder / "office" / f"{mart}.parquet"
        if not path.is_file():
            return None
        import duckdb

        with duckdb.connect() as connection:
            cursor = connection.execute(f"select * from read_parquet(?) where {where}", [str(path)])
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    @cached_property
    def names(self) -> Names:
        return Names(self)


class Names:
    """Names of cities, categories and grades, as one release has them."""

    def __init__(self, release: Release) -> None:
        self.cities = {r["city_id"]: (r["city_zh"], r["city_en"]) for r in release.rows("runs") or []}
        self.categories = {
            r["category_id"]: (r["name_zh"], r["name_en"]) for r in release.rows("category_names") or []
        }
        grades = release.rows("scheme_grades") or []
        self.grades = {(r["scheme_id"], r["grade_id"]): (r["name_zh"], r["name_en"]) for r in grades}
        self.orders = {(r["scheme_id"], r["grade_id"]): r["grade_order"] for r in grades}

    def city(self, city_id: str) -> tuple[str, str]:
        return _both(self.cities.get(city_id), city_id)

    def category(self, category_id: str) -> tuple[str, str]:
        return _both(self.categories.get(category_id), category_id)

    def grade(self, scheme_id: str | None, grade_id: str | None) -> tuple[str, str]:
        if grade_id is None:
            return "", ""
        return _both(self.grades.get((str(scheme_id), grade_id)), grade_id)


def _both(names: tuple[str | None, str | None] | None, identifier: str) -> tuple[str, str]:
    """Chinese and English name, the id where there is none."""
    zh, en = names or (None, None)
    return zh or identifier, en or zh or identifier


@dataclass
class Comparison:
    """Everything that differs. Lists are ordered for reading; None: a release does not hold it."""

    before: Release
    after: Release
    departments: list[Row] = field(default_factory=list)  # all of the city-years where something differs
    places: list[Row] = field(default_factory=list)
    uses: list[Row] | None = None
    decisions: list[Row] | None = None
    inputs: list[Row] = field(default_factory=list)  # raw files and rule book
    as_of_dates: tuple[str, str] | None = None  # only if they differ

    @property
    def changed(self) -> list[Row]:
        """Departments of which any compared figure differs."""
        return [row for row in self.departments if row["change"] != "same"]

    @property
    def regraded(self) -> list[Row]:
        return [row for row in self.departments if row["is_regraded"]]

    @property
    def trial(self) -> dict[str, Any] | None:
        return self.after.trial or self.before.trial

    @property
    def is_sample(self) -> bool:
        return self.before.is_sample or self.after.is_sample


def open_release(named: str) -> Release:
    """The release that ``named`` stands for: a folder, a release id, the name of a trial, or ``current``."""
    trial = paths.work_dir() / "trials" / named
    candidates: Iterable[Path | None] = (
        current_release() if named == "current" else None,
        paths.releases_dir() / named,
        current_release(trial / "work" / "releases") if (trial / "trial.json").is_file() else None,
        Path(named).expanduser(),
    )
    for folder in candidates:
        if folder is not None and (folder / "manifest.json").is_file():
            return Release(folder, read_manifest(folder))
    there = sorted(p.parent.name for p in paths.releases_dir().glob("[!.]*/manifest.json"))
    trials = sorted(p.parent.name for p in (paths.work_dir() / "trials").glob("[!.]*/trial.json"))
    known = ", ".join([*there, *trials]) or "—"
    raise CompareError(
        f"没有名为「{named}」的发布或试算。现有：{known}。\n"
        f'There is no release or trial named "{named}". There are: {known}.'
    )


def compare_releases(
    before: Release,
    after: Release,
    focus: CityYear | None = None,
    decisions: tuple[list[Row], list[Row]] | None = None,
) -> Comparison:
    """Compare the official runs of two releases.

    ``focus``: a city-year whose departments are listed even if nothing differs. ``decisions``: the accepted decisions
    of both sides, where the releases do not say (mart decision_effects).
    """
    found = Comparison(before, after)
    if decisions is None:
        sides = [release.rows("decision_effects") for release in (before, after)]
        if None not in sides:
            decisions = (sides[0] or [], sides[1] or [])
    if decisions is not None:
        found.decisions = _decisions(before, after, *decisions)
    decided = None if found.decisions is None else {_department(row) for row in found.decisions}
    departments = _departments(before, after, decided)
    found.places = _places(before, after)
    found.uses = _uses(before, after)
    touched = {_city_year(r) for r in departments if r["change"] != "same"}
    touched |= {_city_year(r) for r in [*found.places, *(found.uses or []), *(found.decisions or [])]}
    touched |= {focus} if focus else set()
    found.departments = [row for row in departments if _city_year(row) in touched]
    found.inputs = _inputs(before, after, leave_out="decisions" if found.decisions is not None else None)
    dates = (str(before.manifest["as_of_date"]), str(after.manifest["as_of_date"]))
    found.as_of_dates = dates if dates[0] != dates[1] else None
    return found


def _city_year(row: Row) -> CityYear:
    return row["city_id"], row["year"]


def _department(row: Row) -> tuple[str, int, str]:
    return row["city_id"], row["year"], row["department_id"]


def _matched(
    before: Release, after: Release, mart: str, *keys: str
) -> list[tuple[tuple[Any, ...], Row | None, Row | None]] | None:
    """Rows of the official runs of both sides by key; None if a side has no such mart."""
    sides = [release.rows(mart, "is_official") for release in (before, after)]
    if sides[0] is None or sides[1] is None:
        return None
    one, two = ({tuple(row[k] for k in keys): row for row in side or []} for side in sides)
    return [(key, one.get(key), two.get(key)) for key in sorted(one.keys() | two.keys())]


# --- departments ----------------------------------------------------------------------------------


def _departments(before: Release, after: Release, decided: set[tuple[str, int, str]] | None) -> list[Row]:
    matched = _matched(before, after, "department_results", "city_id", "year", "department_id")
    if matched is None:
        raise CompareError(
            "其中一个发布没有 department_results，无法比较。\n"
            "One of the releases has no department_results; nothing can be compared."
        )
    causes = _causes(before, after)
    rows = []
    for key, old, new in matched:
        now = new or old or {}
        row: Row = dict(zip(("city_id", "year", "department_id"), key, strict=True))
        row["category_id"], row["n_ranked"] = now["category_id"], now["n_ranked"]
        row["name_zh"], row["name_en"] = _both((now["name_zh"], now["name_en"]), key[2])
        row["category_zh"], row["category_en"] = after.names.category(now["category_id"])
        for side, release, part in (("before", before, old), ("after", after, new)):
            for column in COMPARED:
                row[f"{column}_{side}"] = part[column] if part else None
            scheme = part["scheme_id"] if part else None
            for column in ("grade_by_rank", "grade_id"):
                grade = part[column] if part else None
                zh, en = release.names.grade(scheme, grade)
                row[f"{column}_{side}_zh"], row[f"{column}_{side}_en"] = zh, en
            row[f"order_{side}"] = release.names.orders.get((scheme, part["grade_id"] if part else None))
        row["is_regraded"] = row["grade_id_before"] != row["grade_id_after"]
        row["change"] = _change(row, old, new, decided and key in decided)
        row["cause_zh"], row["cause_en"] = causes.get(key, ("", "")) if row["change"] != "same" else ("", "")
        row["_sort"] = (
            row["city_id"],
            row["year"],
            row["category_id"],
            row["category_rank_after"] or 10**6,
            row["department_id"],
        )
        rows.append(row)
    return sorted(rows, key=lambda row: row.pop("_sort"))


def _change(row: Row, old: Row | None, new: Row | None, is_decided: bool | None) -> str:
    """same, new, gone, decided (its own decision differs), takes_place, loses_place, better, worse, figures."""
    if old is None or new is None:
        return "new" if old is None else "gone"
    if not row["is_regraded"]:
        return "figures" if any(old[c] != new[c] for c in COMPARED) else "same"
    if is_decided:
        return "decided"
    one, two = row["order_before"], row["order_after"]
    if one is None or two is None:
        return "figures"
    moved = "better" if two < one else "worse"
    if is_decided is None:  # decisions are not known: no word about why
        return moved
    return {"better": "takes_place", "worse": "loses_place"}[moved]


def _causes(before: Release, after: Release) -> dict[tuple[str, int, str], tuple[str, str]]:
    """Per department the first step of the grade at which the two traces part, in words."""
    matched = _matched(before, after, "grade_trace", "city_id", "year", "department_id", "step")
    causes: dict[tuple[str, int, str], tuple[str, str]] = {}
    for key, old, new in matched or []:
        department, step = key[:3], key[3]
        if department in causes or not old or not new:
            continue
        if all(old[c] == new[c] for c in ("grade_after", "reason_zh", "evidence")):
            continue
        basis = f" [{new['evidence']}]" if new["evidence"] else ""
        causes[department] = (
            f"第 {step} 步：{old['reason_zh']} → {new['reason_zh']}{basis}",
            f"step {step}: {old['reason_en']} → {new['reason_en']}{basis}",
        )
    return causes


# --- places and uses ------------------------------------------------------------------------------


def _places(before: Release, after: Release) -> list[Row]:
    """Grades of a category whose places or holders differ.

    ``holders`` = departments that hold the grade in the end (department_results.grade_id): the holders of
    grade_places are those after step 3, before any decision moved somebody.
    """
    matched = _matched(before, after, "grade_places", "city_id", "year", "category_id", "grade_id") or []
    holders = [_holders(before), _holders(after)]
    rows = []
    for key, old, new in matched:
        now = new or old or {}
        row: Row = dict(zip(("city_id", "year", "category_id", "grade_id"), key, strict=True))
        row["grade_order"] = now["grade_order"]
        row["category_zh"], row["category_en"] = after.names.category(key[2])
        row["grade_zh"], row["grade_en"] = after.names.grade(now["scheme_id"], key[3])
        for side, part, held in (("before", old, holders[0]), ("after", new, holders[1])):
            row[f"places_{side}"] = part["places"] if part else None
            row[f"cut_{side}"] = part["cut_total"] if part else None
            row[f"holders_{side}"] = held.get(key, 0)
        if any(row[f"{c}_before"] != row[f"{c}_after"] for c in ("places", "cut", "holders")):
            rows.append(row)
    return sorted(rows, key=lambda r: (r["city_id"], r["year"], r["category_id"], r["grade_order"]))


def _holders(release: Release) -> dict[tuple[Any, ...], int]:
    held: dict[tuple[Any, ...], int] = {}
    for row in release.rows("department_results", "is_official and grade_id is not null") or []:
        key = tuple(row[k] for k in ("city_id", "year", "category_id", "grade_id"))
        held[key] = held.get(key, 0) + 1
    return held


def _uses(before: Release, after: Release) -> list[Row] | None:
    """Uses of results that come, go or apply for another reason; None if a side has no mart measures."""
    keys = ("city_id", "year", "department_id", "measure_id")
    matched = _matched(before, after, "measures", *keys)
    if matched is None:
        return None
    names: dict[tuple[str, int, str], tuple[str, str]] = {}
    for release in (before, after):
        for row in release.rows("department_results", "is_official") or []:
            names[_department(row)] = _both((row["name_zh"], row["name_en"]), row["department_id"])
    rows = []
    for key, old, new in matched:
        change = "added" if old is None else "removed" if new is None else "changed"
        now = new or old or {}
        if old and new and old.get("reason") == new.get("reason"):
            continue
        row: Row = dict(zip(keys, key, strict=True))
        row["change"] = change
        row["name_zh"], row["name_en"] = names.get(key[:3], (key[2], key[2]))
        row["reason_zh"] = now.get("reason_zh") or now.get("reason") or ""
        row["reason_en"] = now.get("reason_en") or now.get("reason") or ""
        row["clause"] = now.get("clause") or ""
        rows.append(row)
    return rows


# --- what both were made from ---------------------------------------------------------------------


def _decisions(before: Release, after: Release, old: list[Row], new: list[Row]) -> list[Row]:
    """Decisions that are added, removed or changed; one that only has another id is the same."""
    sides = [{(r["city_id"], r["year"], r["decision_id"]): r for r in side} for side in (old, new)]
    one, two = sides
    renamed = _only_renamed(one, two)
    effects = [
        {(r["city_id"], r["year"], r["decision_id"]): r for r in release.rows("decision_effects") or []}
        for release in (before, after)
    ]
    names = {
        _department(r): _both((r["name_zh"], r["name_en"]), r["department_id"])
        for release in (before, after)
        for r in release.rows("department_results", "is_official") or []
    }
    rows = []
    for key in sorted(one.keys() | two.keys()):
        if key in renamed:
            continue
        was, now = one.get(key), two.get(key)
        if was and now and _says(was) == _says(now):
            continue
        for row in [was, now] if was and now and _department(was) != _department(now) else [now or was]:
            assert row is not None
            effect = (effects[1] if now else effects[0]).get(key, {})
            rows.append(
                {
                    **{c: row[c] for c in ("city_id", "year", "decision_id", *DECISION, *DECISION_TEXTS)},
                    "name_zh": names.get(_department(row), (row["department_id"],) * 2)[0],
                    "name_en": names.get(_department(row), (row["department_id"],) * 2)[1],
                    "change": "added" if was is None else "removed" if now is None else "changed",
                    **_briefs("was", was if now else None, release=before),
                    **_briefs("now", row, release=after),
                    "effect_zh": effect.get("effect_zh") or "",
                    "effect_en": effect.get("effect_en") or "",
                }
            )
    return rows


def _says(row: Row) -> tuple[Any, ...]:
    return tuple(row[column] for column in (*DECISION, *DECISION_TEXTS))


def _only_renamed(one: dict[Any, Row], two: dict[Any, Row]) -> set[Any]:
    """Keys of decisions that stand on the other side under another id, word for word."""
    gone = {(key[:2], _says(one[key])): key for key in one.keys() - two.keys()}
    come = {(key[:2], _says(two[key])): key for key in two.keys() - one.keys()}
    return {side[what] for what in gone.keys() & come.keys() for side in (gone, come)}


def _briefs(name: str, row: Row | None, release: Release) -> dict[str, str]:
    """What a decision says, without its reason, in both languages: 升等 优秀, Promotion Excellent."""
    if row is None:
        return {f"{name}_zh": "", f"{name}_en": ""}
    kinds = {r["code"]: (r["name_zh"], r["name_en"]) for r in _codes() if r["source"] == "decisions"}
    grades = {grade: names for (_, grade), names in release.names.grades.items()}
    kind = _both(kinds.get(row["kind"]), row["kind"])
    grade = _both(grades.get(row["grade_id"]), row["grade_id"]) if row["grade_id"] else ("", "")
    steps = str(row["steps"]) if row["kind"] == "downgrade" else ""
    rest = [row["component_id"], row["target_id"], steps]
    return {
        f"{name}_{lang}": " ".join(str(part) for part in (kind[n], grade[n], *rest) if part)
        for n, lang in enumerate(("zh", "en"))
    }


@cache
def _codes() -> list[dict[str, str]]:
    from yardstick.intake.headers import EXPECTATIONS_DIR, read_table

    return read_table(EXPECTATIONS_DIR / "codes.csv")


def _inputs(before: Release, after: Release, leave_out: str | None) -> list[Row]:
    """Raw files and scheme tables that the two releases do not share, by sha256; not those of source ``leave_out``."""
    rows = []
    for kind in ("inputs", "rule_book"):
        one, two = before.manifest.get(kind, {}), after.manifest.get(kind, {})
        for name in sorted(one.keys() | two.keys()):
            if one.get(name) == two.get(name):
                continue
            if kind == "inputs" and leave_out and source_of(Path(name).stem) == leave_out:
                continue
            change = "added" if name not in one else "removed" if name not in two else "changed"
            rows.append({"kind": kind, "name": name, "change": change})
    return rows


def version_of(release: Release) -> str:
    """A release in one line: id, status, time, as_of_date."""
    made = dt.datetime.fromisoformat(str(release.manifest["created_at"]))
    return (
        f"{release.release_id} ({release.manifest['status']}, {made:%Y-%m-%d %H:%M} UTC, "
        f"as of {release.manifest['as_of_date']})"
    )
