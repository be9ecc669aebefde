"""Small rule books of our own making, for invented cities: every table of the project's, with given rows or none."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

from builds import PROJECT

Rows = list[dict[str, Any]]


def write_csv(path: Path, names: list[str], rows: Rows) -> None:
    """Write a CSV with a header; a column that a row leaves out stays empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def scheme_row(scheme_id: str, **row: Any) -> dict[str, Any]:
    """A row of a scheme table with names, clause and basis filled; what a table lacks is left out on writing."""
    given = {"scheme_id": scheme_id, "name_zh": "例", "name_en": "example", **row}
    return {**given, "clause": "made for the test", "basis": "assumption"}


def write_rule_book(seeds: Path, scheme: dict[str, Rows], cities: list[str], categories: list[str]) -> None:
    """Write ``seeds``: scheme tables by name, cities and categories by id, our defaults."""
    shutil.copytree(PROJECT / "seeds" / "defaults", seeds / "defaults")
    reference = {
        "cities": [{"city_id": c, "name_zh": c, "name_en": c, "province": "jiangsu"} for c in cities],
        "categories": [
            {"category_id": c, "name_zh": c, "name_en": c, "sort_order": n} for n, c in enumerate(categories)
        ],
    }
    for folder, rows in (("scheme", scheme), ("reference", reference)):
        for table in sorted((PROJECT / "seeds" / folder).glob("*.csv")):
            with open(table, encoding="utf-8", newline="") as file:
                names = next(csv.reader(file))
            kept = [{n: v for n, v in row.items() if n in names} for row in rows.get(table.stem, [])]
            write_csv(seeds / folder / table.name, names, kept)
