"""Row checks by Great Expectations: ``expectations/<source>.json`` is the only place where they stand.

Each expectation says in its ``meta`` of which kind it is (the kinds are checked in order, the first breach
names the reason), which rule and column it guards, and what to tell the office. Great Expectations takes
seconds to import, so it is imported only when a file has to be checked, and what it found is kept per
file and suite.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from yardstick.intake.contract import SOURCES, Source
from yardstick.intake.values import name, quote

KINDS = {"shape": 0, "required": 1, "type": 2, "code": 3, "range": 3, "date": 4}
BATCH_ROWS = 200_000
ROW_KEY = "row_key"
_FILE_FACTOR = 1 << 36


class SuiteError(Exception):
    """A suite that cannot be used; the message says why in both languages."""


@dataclass(frozen=True)
class Suite:
    """The expectations of one source, as written in its JSON file."""

    source: Source
    data: dict[str, Any]
    sha256: str

    @property
    def expectations(self) -> list[dict[str, Any]]:
        return self.data["expectations"]

    @cached_property
    def order(self) -> list[tuple[int, int]]:
        """Of each expectation: kind, then the column's place in the contract."""
        places = {c.name: i for i, c in enumerate(self.source.columns)}
        return [(KINDS[e["meta"]["kind"]], places.get(e["meta"]["column"], -1)) for e in self.expectations]

    @cached_property
    def columns(self) -> list[str]:
        """The columns that the expectations look at."""
        wanted: dict[str, None] = {}
        for expectation in self.expectations:
            kwargs = expectation["kwargs"]
            for key in ("column", "column_A", "column_B"):
                if key in kwargs:
                    wanted[kwargs[key]] = None
            condition = kwargs.get("row_condition", "")
            wanted.update(
                {c.name: None for c in self.source.columns if re.search(rf"\b{c.name}\b", condition)}
            )
        return list(wanted)


def read_suite(path: Path, source: Source) -> Suite:
    try:
        raw = path.read_bytes()
        suite = Suite(source, json.loads(raw), hashlib.sha256(raw).hexdigest())
        _ = suite.order, suite.columns
        for column in suite.columns:
            _expression(source, column)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SuiteError(
            f"期望文件 {path.name} 无法使用（{error!r}），请恢复或改正。\n"
            f"The suite {path.name} cannot be used ({error!r}); restore or correct it."
        ) from error
    return suite


def _expression(source: Source, column: str) -> str:
    """SQL of a suite column over a decoded file: ``<c>``, ``<c>_given``, ``<c>_unreadable``, ``<c>_year``."""
    if column in ("beyond_headers", "year"):
        return column
    kinds = {c.name: c.kind for c in source.columns}
    if column in kinds:
        return name(column)
    base, _, suffix = column.rpartition("_")
    if base not in kinds:
        raise KeyError(column)
    given = name(base if kinds[base] in ("label", "text") else f"{base}_given")
    match suffix:
        case "given":
            return given
        case "unreadable":
            return f"CASE WHEN {name(base)} IS NULL THEN {given} END"
        case "year":
            return f"year({name(base)})"
    raise KeyError(column)


@dataclass(frozen=True)
class ToCheck:
    """A decoded file that has to be checked for a year."""

    path: Path
    year: int
    n_rows: int


Breaches = list[tuple[int, int]]  # (source_row, position of the expectation in the suite)


def _batches(files: Sequence[ToCheck]) -> Iterator[list[tuple[int, int, int]]]:
    """Groups of (file number, first row, last row) of about BATCH_ROWS rows."""
    group: list[tuple[int, int, int]] = []
    size = 0
    for number, file in enumerate(files):
        for start in range(0, file.n_rows, BATCH_ROWS):
            stop = min(file.n_rows, start + BATCH_ROWS)
            if group and size + stop - start > BATCH_ROWS:
                yield group
                group, size = [], 0
            group.append((number, start + 1, stop))
            size += stop - start
    if group:
        yield group


def _defer_unused_imports() -> None:
    """Great Expectations imports scipy.stats and altair for expectations about distributions that no suite
    of ours uses: a third of its import time. They load when they are first used, should a suite ask for them.
    """
    for module_name in ("altair", "scipy.stats"):
        if module_name in sys.modules:
            continue
        with contextlib.suppress(ImportError):
            spec = importlib.util.find_spec(module_name)
            if spec is None or spec.loader is None:
                continue
            spec.loader = importlib.util.LazyLoader(spec.loader)
            module = importlib.util.module_from_spec(spec)
            sys.modules[module_name] = module
            spec.loader.exec_module(module)
            parent, _, child = module_name.rpartition(".")
            if parent:
                setattr(sys.modules[parent], child, module)


class Gate:
    """One Great Expectations session."""

    def __init__(self) -> None:
        self._batch_definition: Any = None

    def _definition(self) -> Any:
        if self._batch_definition is None:
            os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
            _defer_unused_imports()
            import great_expectations as gx

            logging.getLogger("great_expectations").setLevel(logging.ERROR)
            context = gx.get_context(mode="ephemeral")
            context.variables.progress_bars = {"globally": False}
            asset = context.data_sources.add_pandas("intake").add_dataframe_asset("rows")
            self._batch_definition = asset.add_batch_definition_whole_dataframe("all")
        return self._batch_definition

    def check(self, suite: Suite, files: Sequence[ToCheck], connection: Any) -> list[Breaches]:
        """First breach of every row that has one, per file."""
        first: list[dict[int, int]] = [{} for _ in files]
        if suite.expectations:
            for group in _batches(files):
                frame = self._frame(suite, files, group, connection)
                for position, keys in self._validate(suite, frame):
                    for key in keys:
                        number, row = divmod(key, _FILE_FACTOR)
                        known = first[number].get(row)
                        if known is None or suite.order[position] < suite.order[known]:
                            first[number][row] = position
        return [sorted(found.items()) for found in first]

    def _frame(
        self, suite: Suite, files: Sequence[ToCheck], group: list[tuple[int, int, int]], connection: Any
    ) -> Any:
        columns = [f"{_expression(suite.source, c)} AS {name(c)}" for c in suite.columns if c != "year"]
        rows = ", ".join(
            f"({quote(str(files[number].path))}, {number}, {files[number].year}, {first}, {last})"
            for number, first, last in group
        )
        # a file cut into pieces stands alone or in two groups: never twice in one
        paths = ", ".join(dict.fromkeys(quote(str(files[number].path)) for number, _, _ in group))
        low, high = (group[0][1], group[0][2]) if len(group) == 1 else (1, max(last for _, _, last in group))
        sql = f"""
            SELECT f.number * {_FILE_FACTOR} + d.source_row AS {ROW_KEY}, f.year, {", ".join(columns)}
            FROM read_parquet([{paths}], filename = true) AS d
            JOIN (VALUES {rows}) AS f (path, number, year, first_row, last_row)
              ON d.filename = f.path AND d.source_row BETWEEN f.first_row AND f.last_row
            WHERE d.source_row BETWEEN {low} AND {high}
        """
        return connection.sql(sql).df()

    def _validate(self, suite: Suite, frame: Any) -> Iterator[tuple[int, list[int]]]:
        from great_expectations.core.expectation_suite import ExpectationSuite

        batch = self._definition().get_batch(batch_parameters={"dataframe": frame})
        numbered = [
            {"type": e["type"], "kwargs": e["kwargs"], "meta": {"position": i}}
            for i, e in enumerate(suite.expectations)
        ]
        outcome = batch.validate(
            ExpectationSuite(name=suite.source.name, expectations=numbered),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": [ROW_KEY],
                "return_unexpected_index_query": False,
            },
        )
        for result in outcome.results:
            position = result.expectation_config.meta["position"]
            if result.success:
                continue
            keys = result.result.get("unexpected_index_list")
            if keys is None:
                expectation = suite.expectations[position]
                raise SuiteError(
                    f"期望 {expectation['type']} "
                    f"{expectation['kwargs']}（{suite.source.name}.json）无法执行："
                    f"{result.exception_info}\nThe expectation could not be evaluated; correct the suite."
                )
            yield position, [int(k[ROW_KEY]) for k in keys]


def read_suites(folder: Path) -> dict[str, Suite]:
    return {s.name: read_suite(folder / f"{s.name}.json", s) for s in SOURCES.values()}
