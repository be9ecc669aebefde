"""The project's own SQL, on inputs that a test makes up.

``CompiledSql`` takes the compiled models of a built ``Place`` and runs those that are wanted, with all that they read
and that is not given, in order, in a DuckDB of its own. The tables that are given have the columns and types of the
built warehouse. Many invented cases go through in one execution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa
from builds import Place

RELATION = re.compile(r'"warehouse"\."(\w+)"\."(\w+)"')
#: folders and patterns of the models that may be run; all others are the test's to give
EVERYTHING = (("intermediate", "marts"), ("*",))
GRADING = (("intermediate/grading", "marts/results"), ("int_grade_*", "int_grades*", "grade_*"))

Row = Mapping[str, Any]
Tables = dict[str, list[dict[str, Any]]]


class CompiledSql:
    """Compiled SQL of the models, and the column types of the tables they read."""

    def __init__(self, place: Place, models: tuple[Sequence[str], Sequence[str]] = EVERYTHING) -> None:
        compiled = place.work / "target" / "compiled" / "yardstick" / "models"
        folders, patterns = models
        found = (f for d in folders for m in patterns for f in sorted((compiled / d).rglob(f"{m}.sql")))
        # what dbt made of the tests stands below a folder that is called like their YAML file
        files = {f.stem: f for f in found if not any(part.endswith(".yml") for part in f.parts)}
        assert files, f"no compiled models below {compiled}"
        self.sql = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
        self.reads = {name: sorted(set(RELATION.findall(sql))) for name, sql in self.sql.items()}
        with duckdb.connect(str(place.warehouse), read_only=True) as con:
            rows = con.execute(
                "select table_schema, table_name, column_name, data_type from information_schema.columns"
                " order by table_schema, table_name, ordinal_position"
            ).fetchall()
        self.schema: dict[str, str] = {}
        self.columns: dict[str, dict[str, str]] = {}
        for schema, table, column, kind in rows:
            if table in self.sql or any((schema, table) in reads for reads in self.reads.values()):
                self.schema[table] = schema
                self.columns.setdefault(table, {})[column] = kind

    def order(self, wanted: Iterable[str], given: Iterable[str] = ()) -> list[str]:
        """The models to run for ``wanted``, each after those it reads; ``given`` tables are not run."""
        found: list[str] = []

        def visit(name: str) -> None:
            if name in found or name not in self.sql or name in given:
                return
            for _, read in self.reads[name]:
                visit(read)
            found.append(name)

        for name in wanted:
            visit(name)
        return found

    def run(self, tables: Tables, wanted: Sequence[str]) -> duckdb.DuckDBPyConnection:
        """Make ``tables`` and run ``wanted`` from them; the caller closes the connection.

        A column that a row leaves out is NULL. A table that is read and not given is an error, so that a model
        that comes to read something new is noticed.
        """
        models = self.order(wanted, tables)
        read = {name for model in models for _, name in self.reads[model]} - set(models)
        assert read <= set(tables), f"tables to give: {sorted(read - set(tables))}"
        con = duckdb.connect(config={"threads": 2})
        con.execute("attach ':memory:' as warehouse")
        for schema in sorted(set(self.schema.values())):
            con.execute(f"create schema warehouse.{schema}")
        for name in sorted(read):
            self._fill(con, name, tables[name])
        for name in models:
            con.execute(f"create table warehouse.{self.schema[name]}.{name} as {self.sql[name]}")
        return con

    def _fill(self, con: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, Any]]) -> None:
        types = self.columns[name]
        table = f"warehouse.{self.schema[name]}.{name}"
        con.execute(f"create table {table} ({', '.join(f'{c} {t}' for c, t in types.items())})")
        used = sorted({column for row in rows for column in row})
        assert set(used) <= set(types), f"{name} has no {sorted(set(used) - set(types))}"
        if rows:
            text = {
                c: pa.array([None if r.get(c) is None else str(r[c]) for r in rows], pa.string())
                for c in used
            }
            con.register("given_rows", pa.table(text))
            con.execute(f"insert into {table} by name select * from given_rows")
            con.unregister("given_rows")


def fetch(con: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """Rows of a query as dicts."""
    cursor = con.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
