"""One city-year: its decoded files through references, duplicates and group rules into the lake.

Sources go in the order of the contract, so that what a source refers to has been judged before it. Per
source: table ``t`` (rows, ids resolved), table ``r`` (refused rows), view ``accepted_<source>``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from yardstick.intake import rules
from yardstick.intake.contract import OPEN_DOMAINS, PARSED_KINDS, SOURCES, Column, Source, lake_columns
from yardstick.intake.decode import Decoded, file_sha256
from yardstick.intake.gate import Breaches, Suite
from yardstick.intake.headers import header_zh, tidy
from yardstick.intake.references import Names, Status, Vocabulary, rule_of
from yardstick.intake.report import fill
from yardstick.intake.values import name, quote

BIG = 400_000  # rows from which a source is not copied into memory but read again where it lies


@dataclass
class CheckedFile:
    """A raw file of the city-year, with what decoding and the row checks said."""

    source: str
    source_file: str
    sha256: str
    loaded_at: Any
    decoded: Decoded
    path: Path
    breaches: Breaches


@dataclass
class SourceResult:
    """``temporary`` is the new lake file, not yet in place; None: the one in place holds the same."""

    n_rows: int
    fingerprint: str
    temporary: Path | None


@dataclass
class CityYearResult:
    sources: dict[str, SourceResult] = field(default_factory=dict)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    intake_files: list[dict[str, Any]] = field(default_factory=list)
    departments: list[tuple[str, str, str]] = field(default_factory=list)  # id, name_zh, name_en


def path_problem(city: str, year: int, decoded: Decoded) -> tuple[str, str, int] | None:
    """Column, value and first row of a city_id / year that disagrees with the path."""
    for value, row in decoded.city_values:
        if tidy(value) != city:
            return "city_id", value, row
    for value, row in decoded.year_values:
        text = tidy(value).removesuffix("年").strip().removesuffix(".0")
        if not (text.isascii() and text.isdigit() and int(text) == year):
            return "year", value, row
    return None


class CityYear:
    """The checks of one city-year, on a DuckDB connection of its own."""

    def __init__(
        self,
        connection: Any,
        city: str,
        year: int,
        vocabulary: Vocabulary,
        suites: dict[str, Suite],
        predecessors: Sequence[tuple[str, str, str]],
        known: dict[str, str],
        temporary_path: Any,
    ) -> None:
        self.connection = connection
        self.city, self.year = city, year
        self.vocabulary = vocabulary
        self.suites = suites
        self.known = known  # fingerprints of the partitions in place
        self.temporary_path = temporary_path
        self.has_predecessors = bool(predecessors)
        self.vocabulary.domains["predecessor"] = self._department_names(predecessors)
        self.result = CityYearResult()
        self.present: set[str] = set()

    @staticmethod
    def _department_names(rows: Sequence[tuple[str, str, str]]) -> Names:
        names = Names()
        for identifier, name_zh, name_en in rows:
            names.add(identifier, name_zh or "", name_en or "")
        return names

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(sql).fetchall()

    def run(self, files: Sequence[CheckedFile]) -> CityYearResult:
        self.vocabulary.domains["department"] = Names()
        self._name_best_grade()
        for source in SOURCES.values():
            mine = sorted((f for f in files if f.source == source.name), key=lambda f: f.source_file.encode())
            if mine:
                self.present.add(source.name)
                self._check(source, mine)
            if source.name == "departments":
                if mine:
                    self.result.departments = self.query(
                        "SELECT department_id, name_zh, name_en FROM accepted_departments ORDER BY "
                        "department_id"
                    )
                self.vocabulary.domains["department"] = self._department_names(self.result.departments)
        return self.result

    def _name_best_grade(self) -> None:
        """What a bar from excellent closes: table ``best_grade``, empty without a scheme for the year."""
        self.connection.execute("CREATE TEMP TABLE best_grade (grade_id VARCHAR)")
        for grade in self.vocabulary.best_grades.get(self.year, ()):
            self.connection.execute("INSERT INTO best_grade VALUES (?)", [grade])

    # --- one source -------------------------------------------------------------------------------

    def _check(self, source: Source, files: Sequence[CheckedFile]) -> None:
        sound = [(i, f) for i, f in enumerate(files) if not self._refuse_whole(source, f)]
        self._make_rows(source, sound)
        # the rows that the suites refused
        for number, file in sound:
            if file.breaches:
                self._insert_breaches(source, number, file.breaches)
        if source.key:
            self._refuse_duplicates(source)
        self._refuse_unknown(source)
        self._refuse_by_group_rules(source)
        self.connection.execute(
            f"CREATE TEMP VIEW accepted_{source.name} AS SELECT * FROM t_{source.name} AS t WHERE NOT EXISTS "
            f"(FROM r_{source.name} AS r WHERE r.file_no = t.file_no AND r.source_row = t.source_row)"
        )
        self._quarantine(source, files)
        self._write(source, files)

    def _refuse_whole(self, source: Source, file: CheckedFile) -> bool:
        problem = file.decoded.problem
        if problem is not None:
            column, value, rule = problem.column, problem.value, problem.rule
            zh, en = (fill(text, {"file": file.source_file}) for text in (problem.zh, problem.en))
        else:
            disagreement = path_problem(self.city, self.year, file.decoded)
            if disagreement is None:
                return False
            column, value, row = disagreement
            rule = "disagrees_with_path"
            expected = self.city if column == "city_id" else self.year
            zh = (
                f"{file.source_file} 第 {row} 行「{header_zh(source.name)[column]}」写的是「{value}」，"
                f"与文件夹的 "
                f"{column}={expected} 不符，整个文件未被接收。请把文件放到正确的文件夹，"
                f"或改正这一列后重新提交。"
            )
            en = (
                f'{file.source_file}, row {row}, {column}: "{value}" disagrees with the folder '
                f"({column}={expected}); "
                "the whole file was refused. Move it to the right folder or correct the column, and hand it "
                "in again."
            )
        self._add_quarantine(source, file, None, column, value, rule, zh, en)
        self._add_file(source, file, 0)
        return True

    def _add_file(self, source: Source, file: CheckedFile, accepted: int) -> None:
        read = file.decoded.n_rows
        self.result.intake_files.append(
            {
                "city_id": self.city,
                "year": self.year,
                "source": source.name,
                "source_file": file.source_file,
                "rows_read": read,
                "rows_accepted": accepted,
                "rows_refused": read - accepted,
                "sha256": file.sha256,
                "loaded_at": file.loaded_at,
            }
        )

    def _add_quarantine(
        self,
        source: Source,
        file: CheckedFile,
        row: int | None,
        column: str | None,
        value: str | None,
        rule: str,
        zh: str,
        en: str,
    ) -> None:
        self.result.quarantine.append(
            {
                "city_id": self.city,
                "year": self.year,
                "source": source.name,
                "source_file": file.source_file,
                "source_row": row,
                "column_name": column,
                "value": value,
                "rule": rule,
                "message_zh": zh,
                "message_en": en,
            }
        )

    # --- rows -------------------------------------------------------------------------------------

    def _make_rows(self, source: Source, files: Sequence[tuple[int, CheckedFile]]) -> None:
        """``d_`` = as decoded with defaults, ``t_`` = ids resolved; ``r_`` = refused rows, still empty."""
        n_rows = sum(f.decoded.n_rows for _, f in files)
        kind = "VIEW" if n_rows > BIG else "TABLE"
        columns = []
        for column in source.columns:
            value = name(column.name)
            if column.default is not None:
                default = column.default if column.kind in PARSED_KINDS else quote(column.default)
                value = f"coalesce({value}, {default})"
            columns.append(f"{value} AS {name(column.name)}")
            given = column.name if column.kind in ("label", "text") else f"{column.name}_given"
            columns.append(f"{name(given)} AS {name(column.name + '_given')}")
        if files:
            paths = ", ".join(quote(str(f.path)) for _, f in files)
            numbers = ", ".join(f"({quote(str(f.path))}, {i})" for i, f in files)
            # the same content may lie in two files: then one decoded file stands for both
            rows = (
                f"SELECT CAST(f.file_no AS INTEGER) AS file_no, d.source_row, d.beyond_headers, "
                f"{', '.join(columns)} "
                f"FROM read_parquet([{paths}], filename = true) AS d "
                f"JOIN (VALUES {numbers}) AS f (path, file_no) ON d.filename = f.path"
            )
            if len({f.path for _, f in files}) < len(files):
                distinct = ", ".join(sorted({quote(str(f.path)) for _, f in files}))
                rows = rows.replace(f"[{paths}]", f"[{distinct}]")
        else:
            types = {c.name: c.sql_type for c in source.columns}
            nulls = [
                f"CAST(NULL AS {t}) AS {name(c)}, CAST(NULL AS VARCHAR) AS {name(c + '_given')}"
                for c, t in types.items()
            ]
            rows = (
                "SELECT CAST(NULL AS INTEGER) AS file_no, CAST(NULL AS BIGINT) AS source_row, "
                f"CAST(NULL AS VARCHAR) AS beyond_headers, {', '.join(nulls)} WHERE false"
            )
        self.connection.execute(f"CREATE TEMP {kind} d_{source.name} AS {rows}")
        self._resolve(source, kind)
        self.connection.execute(
            f"CREATE TEMP TABLE r_{source.name} "
            "(file_no INTEGER, source_row BIGINT, column_name VARCHAR, rule VARCHAR, code VARCHAR, extra "
            "VARCHAR)"
        )

    def _named_columns(self, source: Source) -> list[Column]:
        """Columns whose ids come from a list of names (or, several in a cell, from accepted rows)."""
        return [
            c for c in source.columns if c.domain and (c.kind == "ids" or not c.domain.startswith("source:"))
        ]

    def _resolve(self, source: Source, kind: str) -> None:
        """Names to ids, over the distinct values; ``<c>_status`` says unknown or ambiguous."""
        columns = self._named_columns(source)
        mapped: dict[str, list[tuple[str, str, str | None]]] = {}
        if columns:
            distinct = " UNION ALL ".join(
                f"(SELECT DISTINCT '{c.name}' AS c, {name(c.name)} AS v FROM d_{source.name} "
                f"WHERE {name(c.name)} IS NOT NULL)"
                for c in columns
            )
            by_name = {c.name: c for c in columns}
            for column_name, value in self.query(distinct):
                identifier, status = self._resolve_value(by_name[column_name], value)
                if identifier != value or status:
                    mapped.setdefault(column_name, []).append((value, identifier, status))
        if not mapped:
            self.connection.execute(f"ALTER {kind} d_{source.name} RENAME TO t_{source.name}")
            self.unresolved = set()
            return
        joins, replaced, statuses = [], [], []
        for column_name, rows in mapped.items():
            table = f"m_{source.name}_{column_name}"
            self._create_map(table, rows)
            joins.append(f"LEFT JOIN {table} ON d.{name(column_name)} = {table}.given")
            replaced.append(f"coalesce({table}.id, d.{name(column_name)}) AS {name(column_name)}")
            statuses.append(f"{table}.status AS {name(column_name + '_status')}")
        self.connection.execute(
            f"CREATE TEMP {kind} t_{source.name} AS SELECT d.* REPLACE ({', '.join(replaced)}), "
            f"{', '.join(statuses)} "
            f"FROM d_{source.name} AS d {' '.join(joins)}"
        )
        if kind == "TABLE":
            self.connection.execute(f"DROP TABLE d_{source.name}")
        self.unresolved = {c for c, rows in mapped.items() if any(status for _, _, status in rows)}

    def _create_map(self, table: str, rows: list[tuple[str, str, str | None]]) -> None:
        import pyarrow as pa

        given, ids, statuses = zip(*rows, strict=True)
        arrays = [pa.array(values, pa.string()) for values in (given, ids, statuses)]
        self.connection.register("map_rows", pa.table(arrays, names=["given", "id", "status"]))
        self.connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM map_rows")
        self.connection.unregister("map_rows")

    def _resolve_value(self, column: Column, value: str) -> tuple[str, Status | None]:
        domain = column.domain or ""
        if column.kind == "ids":
            parts = [part.strip() for part in value.split(";") if part.strip()]
            resolved = [self._resolve_element(domain, part) for part in parts]
            status = next((s for _, s in resolved if s), None)
            return ";".join(identifier for identifier, _ in resolved), status
        identifier, status = self.vocabulary.resolve(domain, value)
        return identifier, None if domain in OPEN_DOMAINS else status

    def _resolve_element(self, domain: str, value: str) -> tuple[str, Status | None]:
        if domain == "predecessor" and not self.has_predecessors:
            return value, None
        if domain.startswith("source:"):
            return value, None if self._is_free(domain) or value in self._accepted_ids(domain) else "unknown"
        return self.vocabulary.resolve(domain, value)

    def _is_free(self, domain: str) -> bool:
        """An optional reference to a source of which there is no file: nothing can be said."""
        return domain.removeprefix("source:") not in self.present

    def _accepted_ids(self, domain: str) -> set[str]:
        cache = self.__dict__.setdefault("_ids", {})
        if domain not in cache:
            other = SOURCES[domain.removeprefix("source:")]
            cache[domain] = {
                row[0] for row in self.query(f"SELECT {other.key[0]} FROM accepted_{other.name}")
            }
        return cache[domain]

    # --- refusing ---------------------------------------------------------------------------------

    def _passed(self, source: Source) -> str:
        return (
            f"(SELECT * FROM t_{source.name} AS t WHERE NOT EXISTS (FROM r_{source.name} AS r "
            "WHERE r.file_no = t.file_no AND r.source_row = t.source_row))"
        )

    def _insert_breaches(self, source: Source, number: int, breaches: Breaches) -> None:
        import pyarrow as pa

        expectations = self.suites[source.name].expectations
        meta = [expectations[position]["meta"] for _, position in breaches]
        rows = pa.table(
            {
                "file_no": pa.array([number] * len(breaches), pa.int32()),
                "source_row": pa.array([row for row, _ in breaches], pa.int64()),
                "column_name": pa.array([m["column"] for m in meta], pa.string()),
                "rule": pa.array([m["rule"] for m in meta], pa.string()),
                "code": pa.array([f"suite:{position}" for _, position in breaches], pa.string()),
                "extra": pa.nulls(len(breaches), pa.string()),
            }
        )
        self.connection.register("breach_rows", rows)
        self.connection.execute(f"INSERT INTO r_{source.name} SELECT * FROM breach_rows")
        self.connection.unregister("breach_rows")

    def _refuse_duplicates(self, source: Source) -> None:
        key = ", ".join(name(c) for c in source.key)
        self.connection.execute(
            f"""
            INSERT INTO r_{source.name}
            SELECT file_no, source_row, '{source.key[0]}', 'duplicate', 'duplicate', first_row FROM (
                SELECT file_no, source_row, row_number() OVER w AS n,
                    first_value(file_no || ':' || source_row) OVER w AS first_row
                FROM {self._passed(source)} AS p WINDOW w AS (PARTITION BY {key} ORDER BY file_no, source_row)
            ) AS ranked WHERE n > 1
            """
        )

    def _refuse_unknown(self, source: Source) -> None:
        """All references of a row in column order; the first breach counts."""
        whens, joins = [], []
        for column in source.columns:
            if not column.domain:
                continue
            place = f"'{column.name}'"
            if column.kind == "ids" or not column.domain.startswith("source:"):
                if column.name in self.unresolved:
                    whens.append(f"WHEN p.{name(column.name + '_status')} IS NOT NULL THEN {place}")
                continue
            other = SOURCES[column.domain.removeprefix("source:")]
            if other.name in self.present:
                alias = f"k_{column.name}"
                joins.append(
                    f"LEFT JOIN (SELECT DISTINCT {other.key[0]} AS id FROM accepted_{other.name}) AS {alias} "
                    f"ON p.{name(column.name)} = {alias}.id"
                )
                whens.append(f"WHEN p.{name(column.name)} IS NOT NULL AND {alias}.id IS NULL THEN {place}")
            elif column.required:
                whens.append(f"WHEN p.{name(column.name)} IS NOT NULL THEN {place}")
        if not whens:
            return
        columns = [c for c in source.columns if c.domain]
        status = " ".join(
            f"WHEN '{c.name}' THEN coalesce({name(c.name + '_status')}, 'unknown')"
            if c.name in self.unresolved
            else f"WHEN '{c.name}' THEN 'unknown'"
            for c in columns
        )
        rule = " ".join(f"WHEN '{c.name}' THEN '{rule_of(c.domain or '')}'" for c in columns)
        self.connection.execute(
            f"""
            INSERT INTO r_{source.name}
            SELECT file_no, source_row, c,
                CASE WHEN status = 'ambiguous' THEN 'ambiguous_name' ELSE CASE c {rule} END END, status, NULL
            FROM (
                SELECT *, CASE c {status} END AS status FROM (
                    SELECT p.*, CASE {" ".join(whens)} END AS c
                    FROM {self._passed(source)} AS p {" ".join(joins)}
                ) AS found WHERE c IS NOT NULL
            ) AS judged
            """
        )

    def _refuse_by_group_rules(self, source: Source) -> None:
        for index, rule in enumerate(rules.GROUP_RULES.get(source.name, ())):
            if any(other not in self.present for other in rule.needs):
                continue
            if rule.is_query:
                found = rule.sql
            else:
                found = f"SELECT file_no, source_row, NULL AS extra FROM passed WHERE {rule.sql}"
            self.connection.execute(
                f"INSERT INTO r_{source.name} WITH passed AS {self._passed(source)} "
                f"SELECT file_no, source_row, '{rule.column}', '{rule.rule}', 'group:{index}', extra "
                f"FROM ({found}) AS found"
            )

    # --- saying why -------------------------------------------------------------------------------

    def _quarantine(self, source: Source, files: Sequence[CheckedFile]) -> None:
        given = " ".join(f"WHEN '{c.name}' THEN {name(c.name + '_given')}" for c in source.columns)
        keys = ", ".join(name(c) for c in source.key) or "NULL"
        rows = self.query(
            f"""
            SELECT r.file_no, r.source_row, r.column_name, r.rule, r.code, r.extra,
                CASE WHEN r.column_name IS NULL THEN t.beyond_headers
                    ELSE CASE r.column_name {given} END END AS value,
                CASE WHEN r.code = 'duplicate' THEN concat_ws(' / ', {keys}) END AS key
            FROM r_{source.name} AS r
            JOIN t_{source.name} AS t ON t.file_no = r.file_no AND t.source_row = r.source_row
            ORDER BY r.file_no, r.source_row
            """
        )
        titles = header_zh(source.name)
        for file_no, row, column, rule, code, extra, value, key in rows:
            file = files[file_no]
            values = {
                "file": file.source_file,
                "row": row,
                "column": column,
                "header": titles.get(column, column),
                "value": "" if value is None else value if len(value) <= 80 else value[:79] + "…",
                "year": self.year,
                "extra": extra,
                "key": key,
            }
            if extra and (stays := re.fullmatch(r"([0-9]+):([0-9]+)", extra)):  # the row that stays
                values |= {"first_file": files[int(stays[1])].source_file, "first_row": stays[2]}
            zh, en = self._templates(source, column, code)
            place = rules.PLACES.get(source.column(column).domain or "", ("", "")) if column else ("", "")
            values |= {"place": place[0], "place_en": place[1]}
            self._add_quarantine(source, file, row, column, value, rule, fill(zh, values), fill(en, values))

    def _templates(self, source: Source, column: str | None, code: str) -> tuple[str, str]:
        kind, _, position = code.partition(":")
        match kind:
            case "suite":
                meta = self.suites[source.name].expectations[int(position)]["meta"]
                return meta["message_zh"], meta["message_en"]
            case "group":
                rule = rules.GROUP_RULES[source.name][int(position)]
                return rule.zh, rule.en
            case "duplicate":
                return rules.DUPLICATE_ZH, rules.DUPLICATE_EN
            case "ambiguous":
                return rules.AMBIGUOUS_ZH, rules.AMBIGUOUS_EN
        return rules.UNKNOWN_ZH, rules.UNKNOWN_EN

    # --- writing ----------------------------------------------------------------------------------

    def _write(self, source: Source, files: Sequence[CheckedFile]) -> None:
        names = ", ".join(f"({i}, {quote(f.source_file)})" for i, f in enumerate(files))
        columns = []
        for column, sql_type in lake_columns(source):
            match column:
                case "city_id":
                    columns.append(f"{quote(self.city)} AS city_id")
                case "year":
                    columns.append(f"CAST({self.year} AS INTEGER) AS year")
                case "source_file":
                    columns.append("CAST(f.source_file AS VARCHAR) AS source_file")
                case _:
                    columns.append(f"CAST(a.{name(column)} AS {sql_type}) AS {name(column)}")
        rows = (
            f"SELECT {', '.join(columns)} FROM accepted_{source.name} AS a "
            f"JOIN (VALUES {names}) AS f (file_no, source_file) ON a.file_no = f.file_no"
        )
        per_file = dict(self.query(f"SELECT file_no, count(*) FROM accepted_{source.name} GROUP BY file_no"))
        refused_whole = {f["source_file"] for f in self.result.intake_files if f["source"] == source.name}
        for number, file in enumerate(files):
            if file.source_file not in refused_whole:
                self._add_file(source, file, per_file.get(number, 0))
        n_rows = sum(per_file.values())
        temporary = self.temporary_path()
        self.connection.execute(
            f"COPY ({rows} ORDER BY a.file_no, a.source_row) TO {quote(str(temporary))} "
            "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
        )
        # sorted, so that the bytes depend on the accepted content only, not on the number of threads
        fingerprint = file_sha256(temporary)
        if self.known.get(source.name) == fingerprint:
            temporary.unlink()
            self.result.sources[source.name] = SourceResult(n_rows, fingerprint, None)
        else:
            self.result.sources[source.name] = SourceResult(n_rows, fingerprint, temporary)
