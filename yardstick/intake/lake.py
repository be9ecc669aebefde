"""The lake on disk: where files lie, atomic writes, what is remembered from load to load.

Every file is written beside its place and moved there in one step. While the files of a city-year are being
replaced its state is absent, so a load that was killed in between is simply done again by the next one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yardstick.intake.contract import SOURCES, lake_columns

INTAKE_FILES = (
    ("city_id", "VARCHAR"),
    ("year", "INTEGER"),
    ("source", "VARCHAR"),
    ("source_file", "VARCHAR"),
    ("rows_read", "BIGINT"),
    ("rows_accepted", "BIGINT"),
    ("rows_refused", "BIGINT"),
    ("sha256", "VARCHAR"),
    ("loaded_at", "TIMESTAMP"),
)
QUARANTINE = (
    ("city_id", "VARCHAR"),
    ("year", "INTEGER"),
    ("source", "VARCHAR"),
    ("source_file", "VARCHAR"),
    ("source_row", "BIGINT"),
    ("column_name", "VARCHAR"),
    ("value", "VARCHAR"),
    ("rule", "VARCHAR"),
    ("message_zh", "VARCHAR"),
    ("message_en", "VARCHAR"),
)
PARTITIONS = (
    ("city_id", "VARCHAR"),
    ("year", "INTEGER"),
    ("source", "VARCHAR"),
    ("n_rows", "BIGINT"),
    ("fingerprint", "VARCHAR"),
)
TABLES = {"intake_files": INTAKE_FILES, "quarantine": QUARANTINE, "partitions": PARTITIONS}
FILE_NAME = "rows.parquet"
EMPTY = ("city_id=~none", "year=0", "empty.parquet")


def arrow_schema(columns: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Any:
    import pyarrow as pa

    types = {
        "VARCHAR": pa.string(),
        "INTEGER": pa.int32(),
        "BIGINT": pa.int64(),
        "DOUBLE": pa.float64(),
        "DATE": pa.date32(),
        "TIMESTAMP": pa.timestamp("us"),
    }
    return pa.schema([(name, types[kind]) for name, kind in columns])


class Lake:
    """Paths and atomic writes below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.decoded = folder / "_decoded"
        self.state = folder / "_state"
        self.temporary = folder / "_tmp"

    def prepare(self) -> None:
        """Folders, and an empty typed file for every table, so that readers always find one."""
        for folder in (self.decoded, self.state, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        for table in (*SOURCES, *TABLES):
            path = self.folder / table / Path(*EMPTY)
            columns = lake_columns(SOURCES[table]) if table in SOURCES else TABLES[table]
            stamp = hashlib.sha256(repr(columns).encode()).hexdigest()
            known = self.state / "empty" / table
            if not path.exists() or not known.exists() or known.read_text() != stamp:
                import pyarrow as pa

                self.write_table(path, pa.Table.from_pylist([], schema=arrow_schema(columns)))
                self.write_text(known, stamp)

    def partition(self, table: str, city: str, year: int) -> Path:
        return self.folder / table / f"city_id={city}" / f"year={year:04d}" / FILE_NAME

    def temporary_path(self) -> Path:
        return self.temporary / f"{uuid.uuid4().hex}.parquet"

    def place(self, temporary: Path, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, path)

    def write_table(self, path: Path, table: Any) -> None:
        import pyarrow.parquet as pq

        temporary = self.temporary_path()
        pq.write_table(table, temporary, compression="zstd")
        self.place(temporary, path)

    def write_rows(self, table: str, city: str, year: int, rows: list[dict[str, Any]]) -> None:
        """A partition of intake_files, quarantine or partitions; none where there is nothing to say."""
        path = self.partition(table, city, year)
        if not rows:
            self.remove(path)
            return
        import pyarrow as pa

        self.write_table(path, pa.Table.from_pylist(rows, schema=arrow_schema(TABLES[table])))

    def write_text(self, path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = self.temporary / f"{uuid.uuid4().hex}.txt"
        temporary.write_text(text, encoding="utf-8")
        os.replace(temporary, path)

    def remove(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            with contextlib.suppress(OSError):  # not empty, or not there
                folder.rmdir()

    def remove_partition(self, city: str, year: int) -> None:
        for table in (*SOURCES, *TABLES):
            self.remove(self.partition(table, city, year))

    # --- state ------------------------------------------------------------------------------------

    def read_state(self, name: str) -> dict[str, Any]:
        try:
            return json.loads((self.state / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def write_state(self, name: str, data: dict[str, Any]) -> None:
        self.write_text(self.state / f"{name}.json", json.dumps(data, ensure_ascii=False))

    def forget_state(self, name: str) -> None:
        (self.state / f"{name}.json").unlink(missing_ok=True)

    def city_years_on_disk(self) -> set[tuple[str, int]]:
        """City-years of which anything stands in the lake."""
        found = set()
        for table in (*SOURCES, *TABLES):
            for path in (self.folder / table).glob("city_id=*/year=*"):
                city = path.parent.name.removeprefix("city_id=")
                year = path.name.removeprefix("year=")
                if city != "~none" and year.isdigit():
                    found.add((city, int(year)))
        return found

    def sweep(self, wanted: set[str]) -> None:
        """Drop decoded files that no raw file needs any more, and leftovers of killed loads."""
        for path in self.decoded.iterdir():
            if path.name.split(".")[0] not in wanted:
                path.unlink(missing_ok=True)
        for path in self.temporary.iterdir():
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """One load at a time; the lock goes with the process. Without fcntl (Windows) there is none."""
        self.state.mkdir(parents=True, exist_ok=True)
        with (self.state / "lock").open("a") as file:
            try:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX)
            except ImportError:
                pass
            yield
