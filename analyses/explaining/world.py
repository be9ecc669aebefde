"""What the explanation reads: the warehouse (read-only) and the accepted raw rows of the lake."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from yardstick import paths  # noqa: E402

Row = dict[str, Any]


class ExplainError(Exception):
    """Nothing can be explained: one clear sentence in Chinese, then in English."""


def rows_of(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[Any] | None = None
) -> list[Row]:
    cursor = connection.execute(sql, parameters or [])
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def in_file_order(rows: list[Row]) -> list[Row]:
    """By (source_file, source_row), text ordered by bytes (rules.md, "Arithmetic")."""
    return sorted(rows, key=lambda r: (r["source_file"].encode(), r["source_row"]))


class Warehouse:
    """The warehouse file, opened for reading only."""

    def __init__(self) -> None:
        path = paths.warehouse_path()
        if not path.is_file():
            raise ExplainError(
                "还没有数据仓库。请先运行 dbt build。\nThere is no warehouse yet. Run dbt build first."
            )
        try:
            self.connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise ExplainError(
                "数据仓库正在被使用（可能正在运行 dbt build），请等它结束后再运行。\n"
                "The warehouse is in use (a dbt build may be running); run this again when it has ended."
            ) from error
        found = rows_of(
            self.connection, "select table_schema as s, table_name as t from information_schema.tables"
        )
        self.tables = {f"{row['s']}.{row['t']}" for row in found}
        if "marts.department_results" not in self.tables:
            raise ExplainError(
                "数据仓库里还没有结果（marts.department_results）。请先运行 dbt build。\n"
                "The warehouse holds no results yet (marts.department_results). Run dbt build first."
            )

    def rows(self, table: str, **where: Any) -> list[Row]:
        """Rows of a table where the columns have these values; none if the table is not there."""
        if table not in self.tables:
            return []
        conditions = " and ".join(f"{column} = ?" for column in where) or "true"
        return rows_of(self.connection, f"select * from {table} where {conditions}", list(where.values()))


@dataclass
class Department:
    """One department-year in one run, and what is looked up again and again."""

    warehouse: Warehouse
    city: str
    year: int
    scheme: str
    department: str
    result: Row
    cells: dict[str, Row] = field(default_factory=dict)  # mart component_results, by component

    @property
    def run(self) -> Row:
        return {"city_id": self.city, "year": self.year, "scheme_id": self.scheme}

    def mart(self, name: str, **where: Any) -> list[Row]:
        """This department's rows of a mart in this run."""
        return self.warehouse.rows(f"marts.{name}", **self.run, department_id=self.department, **where)

    def scheme_rows(self, table: str, **where: Any) -> list[Row]:
        return self.warehouse.rows(f"rules.{table}", scheme_id=self.scheme, **where)

    def settings(self, component: str) -> Row:
        """The settings in force for a component: its own row, the scheme's row, or the default."""
        return self.warehouse.rows(
            "intermediate.int_component_settings", scheme_id=self.scheme, component_id=component
        )[0]

    def lake(
        self, source: str, sql: str = "select * from rows", parameters: list[Any] | None = None
    ) -> list[Row]:
        """Accepted raw rows of the city-year, as ``sql`` asks: ``rows`` is the source, ``ballots`` that source."""
        if not self._partition(source).is_file():
            return []
        for name, what in (("rows", source), ("ballots", "ballots")):
            if self._partition(what).is_file():
                self._memory.execute(
                    f"create or replace view {name} as select * from {_read(self._partition(what))}"
                )
        return rows_of(self._memory, sql, parameters)

    @cached_property
    def _memory(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(config={"threads": 1})

    def _partition(self, source: str) -> Path:
        folder = paths.lake_dir() / source / f"city_id={self.city}" / f"year={self.year:04d}"
        return folder / "rows.parquet"


def _read(path: Path) -> str:
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}', hive_partitioning = false)"


def find(city: str, year: int, department: str, scheme: str | None) -> Department:
    """The department-year in its official run, or in the run of ``scheme``; by id or by unique name."""
    warehouse = Warehouse()
    years = sorted({(r["city_id"], r["year"]) for r in warehouse.rows("marts.runs")})
    if (city, year) not in years:
        known = ", ".join(f"{c} {y}" for c, y in years)
        raise ExplainError(
            f"没有 {city} {year} 年。现有：{known}。\nThere is no {city} {year}. There are: {known}."
        )
    runs = warehouse.rows("marts.runs", city_id=city, year=year)
    wanted = [r for r in runs if (r["scheme_id"] == scheme if scheme else r["is_official"])]
    if not wanted:
        known = ", ".join(sorted(r["scheme_id"] for r in runs))
        raise ExplainError(
            f"{city} {year} 年没有按方案“{scheme}”计算。现有：{known}。\n"
            f'{city} {year} was not computed under the scheme "{scheme}". There are: {known}.'
        )
    scheme = wanted[0]["scheme_id"]
    rows = warehouse.rows("marts.department_results", city_id=city, year=year, scheme_id=scheme)
    found = [r for r in rows if r["department_id"] == department]
    found = found or [r for r in rows if department in (r["name_zh"], r["name_en"])]
    if len(found) != 1:
        known = ", ".join(
            f"{r['department_id']}（{r['name_zh']}）" for r in sorted(rows, key=lambda r: r["department_id"])
        )
        raise ExplainError(
            f"{city} {year} 年没有部门“{department}”（或名称不唯一）。现有：{known}。\n"
            f'{city} {year} has no department "{department}" (or the name is not unique); the ids stand above.'
        )
    made = Department(warehouse, city, year, scheme, found[0]["department_id"], found[0])
    made.cells = {r["component_id"]: r for r in made.mart("component_results")}
    return made
