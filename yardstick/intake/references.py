"""Which ids are known, and by which names they may be given (scheme tables of the city, reference tables)."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from yardstick.intake.headers import read_table, tidy

Status = Literal["unknown", "ambiguous"]
# domain -> (scheme table, id column); evaluations, categories and criteria have a little more, below
SCHEME_IDS = {
    "component": ("components", "component_id"),
    "option": ("mark_options", "option_id"),
    "group": ("rater_groups", "group_id"),
    "item": ("survey_items", "item_id"),
    "daily_item": ("daily_items", "item_id"),
    "criterion": ("setting_criteria", "criterion_id"),
    "grade": ("grades", "grade_id"),
    "use": ("result_uses", "use_id"),
}
REFERENCE_IDS = {
    "category": ("categories", "category_id"),
    "line": ("lines", "line_id"),
    "city": ("cities", "city_id"),
}
FIXED_CRITERIA = ("ambition", "alignment", "creativity", "difficulty")
RULES = {"daily_item": "unknown_item"}


def rule_of(domain: str) -> str:
    """Rule id of an unknown id: ``unknown_department``, ``unknown_ballot``, ..."""
    singular = domain.removeprefix("source:").removesuffix("s").removeprefix("city_").removeprefix("daily_")
    return RULES.get(domain, f"unknown_{singular}")


@dataclass
class Names:
    """One list of ids and the names they go by."""

    ids: set[str] = field(default_factory=set)
    exact: dict[str, set[str]] = field(default_factory=dict)
    folded: dict[str, set[str]] = field(default_factory=dict)

    def add(self, identifier: str, *names: str) -> None:
        identifier = tidy(identifier)
        if not identifier:
            return
        self.ids.add(identifier)
        for text in filter(None, map(tidy, names)):
            self.exact.setdefault(text, set()).add(identifier)
            self.folded.setdefault(text.casefold(), set()).add(identifier)

    def resolve(self, value: str) -> tuple[str, Status | None]:
        """The id that ``value`` stands for: an id goes before a name, a name must be unique."""
        if value in self.ids:
            return value, None
        found = self.exact.get(value) or self.folded.get(value.casefold()) or set()
        if len(found) == 1:
            return next(iter(found)), None
        return value, "ambiguous" if found else "unknown"

    def plain(self) -> object:
        return [sorted(self.ids), sorted((k, sorted(v)) for k, v in self.exact.items())]


@dataclass
class Vocabulary:
    """What is known in one city, in any of its schemes."""

    has_scheme: bool = False
    rank_options: bool = False
    domains: dict[str, Names] = field(default_factory=dict)
    best_grades: dict[int, list[str]] = field(default_factory=dict)  # of the year's own scheme

    def resolve(self, domain: str, value: str) -> tuple[str, Status | None]:
        names = self.domains.get(domain) or Names()
        is_rank = domain == "option" and self.rank_options and re.fullmatch(r"[1-9][0-9]*", value)
        if is_rank:
            return value, None
        return names.resolve(value)

    def fingerprint(self) -> str:
        plain = [self.has_scheme, self.rank_options, {k: v.plain() for k, v in sorted(self.domains.items())}]
        plain.append(sorted(self.best_grades.items()))
        return hashlib.sha256(json.dumps(plain, ensure_ascii=False).encode()).hexdigest()


def _table(path: Path) -> list[dict[str, str]]:
    return read_table(path) if path.is_file() else []


def _add(names: Names, rows: Iterable[dict[str, str]], column: str) -> None:
    for row in rows:
        names.add(row.get(column, ""), row.get("name_zh", ""), row.get("name_en", ""))


class RuleBook:
    """The scheme and reference tables, read once; vocabularies per city."""

    def __init__(self, seeds_dir: Path) -> None:
        scheme = seeds_dir / "scheme"
        tables = [t for t, _ in SCHEME_IDS.values()]
        tables += ["scheme_years", "scheme_scenarios", "settings", "grade_shares"]
        self.tables = {table: _table(scheme / f"{table}.csv") for table in tables}
        self.reference = {t: _table(seeds_dir / "reference" / f"{t}.csv") for t, _ in REFERENCE_IDS.values()}

    def vocabulary(self, city: str) -> Vocabulary:
        pairs = self.tables["scheme_years"] + self.tables["scheme_scenarios"]
        schemes = {row["scheme_id"] for row in pairs if row["city_id"] == city}

        def rows(table: str) -> list[dict[str, str]]:
            return [row for row in self.tables[table] if row.get("scheme_id") in schemes]

        domains = {domain: Names() for domain in (*SCHEME_IDS, *REFERENCE_IDS, "evaluation")}
        for domain, (table, column) in SCHEME_IDS.items():
            _add(domains[domain], rows(table), column)
        for domain, (table, column) in REFERENCE_IDS.items():
            _add(domains[domain], self.reference[table], column)
        for row in rows("grade_shares"):
            domains["category"].add(row.get("category_id", ""))
        for criterion in FIXED_CRITERIA:
            domains["criterion"].add(criterion)
        _add(
            domains["evaluation"],
            (r for r in rows("components") if r.get("method") == "survey"),
            "component_id",
        )
        for table in ("mark_options", "rater_groups", "survey_items"):
            for row in rows(table):
                domains["evaluation"].add(row.get("evaluation_id", ""))
        ranks = any(r.get("setting_id") == "mark_mode" and r.get("value") == "rank" for r in rows("settings"))
        return Vocabulary(bool(schemes), ranks, domains, self._best_grades(city))

    def _best_grades(self, city: str) -> dict[int, list[str]]:
        """Per year of the city, the grade with the lowest grade_order in the scheme of that year."""
        found = {}
        for pair in self.tables["scheme_years"]:
            if pair["city_id"] != city or not pair.get("year", "").isdigit():
                continue
            grades = [
                (int(row["grade_order"]), row["grade_id"])
                for row in self.tables["grades"]
                if row.get("scheme_id") == pair["scheme_id"] and row.get("grade_order", "").isdigit()
            ]
            best = min((order for order, _ in grades), default=None)
            found[int(pair["year"])] = sorted(grade for order, grade in grades if order == best)
        return found
