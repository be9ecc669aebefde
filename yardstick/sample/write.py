"""Writes papers as offices send them: csv (UTF-8, BOM, GB18030), xlsx, parquet; the same bytes for one seed.

A ``Paper`` is one file. Rows that intake must refuse carry their rule in the hidden column ``_fault``; the
ledger learns file, row and rule when the paper is written.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from yardstick.sample.xlsx import xlsx_bytes

FAULT = "_fault"
Row = dict[str, Any]


@dataclass
class Paper:
    """One file of one source: rows as dicts (or ``table`` for the big ones), and how its office writes it.

    ``style``: csv, bom (csv with BOM), gb18030, xlsx, parquet. ``chinese``: Chinese headers. ``title``: a
    line above the header (xlsx). ``dates``: iso, or zh for 2025年3月5日.
    """

    city_id: str
    year: int
    source: str
    suffix: str
    style: str
    rows: list[Row] = field(default_factory=list)
    table: pa.Table | None = None
    faults: list[tuple[int, str, str]] = field(default_factory=list)  # row, rule, column; for tables
    chinese: bool = False
    title: str | None = None
    dates: str = "iso"
    whole_file: str | None = None  # rule by which the whole file is refused
    rename: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # written as it is: a file that cannot be read

    @property
    def ending(self) -> str:
        return self.style if self.style in ("xlsx", "parquet") else "csv"

    @property
    def place(self) -> str:
        """Path below the raw folder."""
        name = self.source + (f"_{self.suffix}" if self.suffix else "")
        return f"city_id={self.city_id}/year={self.year}/{name}.{self.ending}"

    @property
    def n_rows(self) -> int:
        return len(self.rows) if self.table is None else self.table.num_rows


def read_headers(path: Path) -> dict[tuple[str, str], str]:
    """expectations/headers.csv as (source, column) -> Chinese header."""
    with open(path, encoding="utf-8-sig", newline="") as handle:
        return {(r["source"], r["column"]): r["header_zh"] for r in csv.DictReader(handle)}


def _zh_date(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _text(value: Any, dates: str) -> str:
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return _zh_date(value) if dates == "zh" else value.isoformat()
    if isinstance(value, float):
        return repr(round(value, 6)).removesuffix(".0")
    return str(value)


def _header(paper: Paper, columns: list[str], headers: dict[tuple[str, str], str]) -> list[str]:
    shown = [headers.get((paper.source, c), c) if paper.chinese else c for c in columns]
    return [paper.rename.get(c, s) for c, s in zip(columns, shown, strict=True)]


def _csv_bytes(paper: Paper, header: list[str], columns: list[str]) -> bytes:
    encoding = {"csv": "utf-8", "bom": "utf-8-sig", "gb18030": "gb18030"}[paper.style]
    if paper.table is not None:
        out = io.BytesIO()
        options = pa.csv.WriteOptions(include_header=True, quoting_style="none")
        pa.csv.write_csv(paper.table.rename_columns(header), out, options)
        body = out.getvalue()
        return body if encoding == "utf-8" else body.decode().encode(encoding)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n" if paper.style == "gb18030" else "\n")
    writer.writerow(header)
    writer.writerows([_text(row.get(c), paper.dates) for c in columns] for row in paper.rows)
    return text.getvalue().encode(encoding)


def _xlsx(paper: Paper, header: list[str], columns: list[str]) -> bytes:
    rows: list[list[Any]] = [[paper.title]] if paper.title else []
    rows.append(list(header))
    for row in paper.rows:
        values = [row.get(c) for c in columns]
        rows.append([_zh_date(v) if paper.dates == "zh" and isinstance(v, date) else v for v in values])
    return xlsx_bytes(rows)


def _parquet_bytes(paper: Paper, header: list[str], columns: list[str]) -> bytes:
    table = paper.table
    if table is None:
        table = pa.table({c: [row.get(c) for row in paper.rows] for c in columns})
    out = io.BytesIO()
    pa.parquet.write_table(table.rename_columns(header), out, compression="zstd", store_schema=False)
    return out.getvalue()


def write_paper(paper: Paper, raw_dir: Path, headers: dict[tuple[str, str], str]) -> tuple[list[Row], int]:
    """Writes one file; answers its planted refusals (rows of truth/refused.csv) and its size in bytes."""
    if paper.body is not None:
        columns, faults = [], []
    elif paper.table is not None:
        columns, faults = list(paper.table.column_names), paper.faults
    else:
        columns = [c for c in paper.rows[0] if c != FAULT]
        faults = [(i, *row[FAULT]) for i, row in enumerate(paper.rows, start=1) if row.get(FAULT)]
    header = _header(paper, columns, headers)
    make = {"xlsx": _xlsx, "parquet": _parquet_bytes}.get(paper.ending, _csv_bytes)
    body = paper.body if paper.body is not None else make(paper, header, columns)
    path = raw_dir / paper.place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    refused = [
        {
            "city_id": paper.city_id,
            "year": paper.year,
            "source": paper.source,
            "source_file": paper.place,
            "source_row": row,
            "rule": rule,
            "column_name": column,
            "n_rows": 1,
        }
        for row, rule, column in faults
    ]
    if paper.whole_file:
        refused = [
            {
                "city_id": paper.city_id,
                "year": paper.year,
                "source": paper.source,
                "source_file": paper.place,
                "source_row": None,
                "rule": paper.whole_file,
                "column_name": None,
                "n_rows": paper.n_rows,
            }
        ]
    return refused, len(body)


def write_rows(path: Path, columns: list[str], rows: list[Row]) -> None:
    """A plain UTF-8 csv (truth files)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_text(row.get(c), "iso") for c in columns] for row in rows)
