"""第二引擎 / the second engine: totals, ranks and grades once more, from the raw files, without the SQL.

    python analyses/second_engine.py [--raw DIR] [--seeds DIR] [--marts DIR]

Run it before publishing. It reads the raw files and the scheme tables itself, computes rules.md sections
1-6 (and contributions of section 8) with exact fractions and decimals, and compares every run (city, year,
scheme) with the marts of the current release. It shares no code with yardstick/ and never looks at the
dbt models.

What it takes as given: which rows intake refused. It reads that list from the mart `quarantine` and checks
the arithmetic over the accepted rows; whether a row deserved refusal is not its question.
Exit code 0: everything agrees. 1: differences are printed. 2: a folder is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from second_engine import compare

PROJECT = Path(__file__).resolve().parents[1]


def current_release() -> Path:
    """The office marts of the release that current.json names."""
    work = Path(os.environ.get("YARDSTICK_WORK_DIR", PROJECT / "work"))
    pointer = work / "releases" / "current.json"
    if not pointer.exists():
        sys.exit(f"没有当前发布 / no current release: {pointer}")
    release = json.loads(pointer.read_text(encoding="utf-8"))["release_id"]
    return work / "releases" / release / "office"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    env = os.environ.get
    parser.add_argument("--raw", type=Path, default=Path(env("YARDSTICK_RAW_DIR", PROJECT / "raw")))
    parser.add_argument("--seeds", type=Path, default=Path(env("YARDSTICK_SEEDS_DIR", PROJECT / "seeds")))
    parser.add_argument("--marts", type=Path, default=None, help="folder with <mart>.parquet or <mart>.csv")
    parser.add_argument("--limit", type=int, default=200, help="differences printed at most")
    options = parser.parse_args()
    marts = options.marts or current_release()
    for folder in (options.raw, options.seeds / "scheme", marts):
        if not folder.is_dir():
            print(f"没有这个文件夹 / no such folder: {folder}", file=sys.stderr)
            return 2
    found = compare.compute(options.raw, options.seeds, PROJECT, compare.refused_rows(marts))
    wrong = compare.differences(found, marts)
    for mart, key, column, theirs, mine in wrong[: options.limit]:
        where = f"{mart} {key} {column}".strip()
        print(
            f"不一致 / differs: {where}: 集市 mart = {theirs or 'NULL'}, 第二引擎 second = {mine or 'NULL'}"
        )
    more = len(wrong) - options.limit
    if more > 0:
        print(f"…… 另有 {more} 处 / and {more} more")
    for mart, rows in found.items():
        n, count = len(rows), sum(w[0] == mart for w in wrong)
        print(f"{mart}: 核对 {n} 行，不一致 {count} 处 / {n} rows checked, {count} differences")
    n = len(wrong)
    print(f"共 {n} 处不一致 / {n} differences" if wrong else "全部一致 / everything agrees")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
