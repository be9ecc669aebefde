"""Where things lie. One place that reads the environment (data.md, "Raw files").

Every function returns an absolute path; relative settings are relative to the project folder, so that the
same settings mean the same folders whatever the current directory.
"""

from __future__ import annotations

import os
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent


def _from_environment(name: str, default: str) -> Path:
    return (PROJECT_DIR / (os.environ.get(name) or default)).resolve()


def raw_dir() -> Path:
    """What the offices hand in: ``city_id=<city>/year=<year>/<source>*.{csv,xlsx,parquet}``."""
    return _from_environment("YARDSTICK_RAW_DIR", "raw")


def work_dir() -> Path:
    """Everything that is made and can be made again: lake, warehouse file, releases."""
    return _from_environment("YARDSTICK_WORK_DIR", "work")


def seeds_dir() -> Path:
    """The rule book: folders scheme/, reference/, defaults/."""
    return _from_environment("YARDSTICK_SEEDS_DIR", "seeds")


def lake_dir() -> Path:
    """Typed, accepted rows, one folder per source, city and year."""
    return work_dir() / "lake"


def warehouse_path() -> Path:
    """The disposable DuckDB file that dbt builds (never opened by the dashboard)."""
    return work_dir() / "warehouse.duckdb"


def releases_dir() -> Path:
    """Releases, and ``current.json`` that names the one on show."""
    return work_dir() / "releases"
