"""Hold Spark's marts against DuckDB's: the same rows, fixed values equal exactly, derived DOUBLEs to 1e-9.

Usage: ``compare.py <work dir>``; its ``warehouse.duckdb`` and ``spark-warehouse/`` come from the same lake.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

# Core marts with the columns that tell their rows apart; NULL in a key counts as a value.
KEYS = {
    "department_results": ["department_id"],
    "component_results": ["department_id", "component_id"],
    "survey_results": ["department_id", "evaluation_id"],
    "target_results": ["target_id"],
    "target_comparisons": ["target_id", "comparison"],
    "grade_places": ["category_id", "grade_id"],
    "grade_trace": ["department_id", "step", "rule"],
    "contributions": ["department_id"],
    "consistencies": ["category_id", "pair"],
    "department_consistency": ["department_id", "pair"],
    "trends": ["category_id", "component_id"],
    "conservative_findings": ["department_id", "target_id", "kind", "test_id"],
    "conservative_proposals": ["department_id"],
    "target_progress": ["target_id"],
    "grade_outlook": ["department_id"],
    "grade_probabilities": ["department_id", "grade_id"],
    "weight_perturbation": ["department_id"],
    "effective_weights": ["category_id", "component_id"],
    "changes": ["department_id"],
}
RELATIVE, ABSOLUTE = 1e-9, 1e-12
WITHOUT_SCHEME = {"contributions"}


def lake_sizes(con: duckdb.DuckDBPyConnection, work: Path) -> list[str]:
    """Sources of which Spark saw another number of rows than lie in the lake, or no ballots at all."""
    counted = f"{work}/spark-warehouse/lake.db/rows_seen/*.parquet"
    seen = dict(con.execute(f"select source, n_rows from '{counted}'").fetchall())
    mistakes = []
    for folder in sorted(path for path in (work / "lake").iterdir() if not path.name.startswith("_")):
        files = f"read_parquet('{folder}/*/*/*.parquet', hive_partitioning = false)"
        rows = con.execute(f"select count(*) from {files} where year > 0").fetchall()[0][0]
        if rows != seen.get(folder.name):
            mistakes.append(f"lake.{folder.name}: {rows} rows in the lake, Spark saw {seen.get(folder.name)}")
    mistakes += [f"lake.{name}: no rows" for name in ("ballots", "marks", "targets") if not seen.get(name)]
    print(f"sources: {len(seen)} read by Spark, {sum(seen.values()):,} rows")
    return mistakes


def differing(column: str, kind: str) -> str:
    """SQL that is true where a column differs between the row's two sides."""
    if kind == "DOUBLE":
        close = f"abs(d.{column} - s.{column}) <= greatest({ABSOLUTE}, {RELATIVE} * abs(d.{column}))"
        return f"((d.{column} is null) <> (s.{column} is null) or not coalesce({close}, true))"
    return f"(d.{column} is distinct from s.{column})"


def compare(con: duckdb.DuckDBPyConnection, name: str, keys: list[str], folder: Path) -> list[str]:
    """The differences of one mart, as sentences; prints its line."""
    con.execute(f"create or replace temp view s_rows as select * from '{folder}/*.parquet'")
    ours = {row[0]: row[1] for row in con.execute(f"describe warehouse.marts.{name}").fetchall()}
    theirs = {row[0]: row[1] for row in con.execute("describe s_rows").fetchall()}
    same_type = {"TIMESTAMP": "TIMESTAMP WITH TIME ZONE"}
    mistakes = [
        f"{name}.{column}: {ours.get(column)} on DuckDB, {theirs.get(column)} on Spark"
        for column in sorted(ours.keys() | theirs.keys())
        if ours.get(column) != theirs.get(column)
        and same_type.get(ours.get(column, "")) != theirs.get(column)
    ]
    key = ["city_id", "year", *([] if name in WITHOUT_SCHEME else ["scheme_id"]), *keys]
    counts = [
        con.execute(f"select count(*), count(distinct ({', '.join(key)})) from {side}").fetchall()[0]
        for side in (f"warehouse.marts.{name}", "s_rows")
    ]
    if counts[0][0] == 0 or counts[0] != counts[1] or counts[0][0] != counts[0][1]:
        mistakes.append(f"{name}: rows and keys {counts[0]} on DuckDB, {counts[1]} on Spark")
    same = " and ".join(f"d.{column} is not distinct from s.{column}" for column in key)
    joined = f"warehouse.marts.{name} as d full outer join s_rows as s on {same}"
    alone = "d.city_id is null or s.city_id is null"
    lonely = con.execute(f"select count(*) from {joined} where {alone}").fetchall()[0][0]
    if lonely:
        mistakes.append(f"{name}: {lonely} rows on one side only")
    both = f"warehouse.marts.{name} as d inner join s_rows as s on {same}"
    columns = [column for column in ours if column in theirs and column not in key]
    tallies = ", ".join(f"count(*) filter (where {differing(c, ours[c])})" for c in columns)
    wrong = con.execute(f"select {tallies} from {both}").fetchall()[0]
    for column, n_wrong in zip(columns, wrong, strict=True):
        if n_wrong:
            example = con.execute(
                f"select {', '.join('d.' + k for k in key)}, d.{column}, s.{column} from {both}"
                f" where {differing(column, ours[column])} limit 1"
            ).fetchall()[0]
            mistakes.append(f"{name}.{column}: {n_wrong} rows differ, such as {example}")
    print(
        f"{name}: {counts[0][0]:,} rows, {len(columns)} columns beside the key, {len(mistakes)} differences"
    )
    return mistakes


def other_marts(con: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    """The marts that are not compared by value: their numbers of rows."""
    mistakes = []
    marts = "database_name = 'warehouse' and schema_name = 'marts'"
    found = con.execute(f"select table_name from duckdb_tables() where {marts}").fetchall()
    names = {row[0] for row in found} - KEYS.keys()
    for name in sorted(names):
        ours = con.execute(f"select count(*) from warehouse.marts.{name}").fetchall()[0][0]
        files = [str(path) for path in (folder / name).glob("*.parquet")]
        theirs = con.execute("select count(*) from read_parquet(?)", [files]).fetchall()[0][0] if files else 0
        if ours != theirs:
            mistakes.append(f"{name}: {ours} rows on DuckDB, {theirs} on Spark")
    print(f"the other {len(names)} marts: numbers of rows, {len(mistakes)} differences")
    return mistakes


def main(work: Path) -> int:
    """Compare everything; the number of differences decides the exit code."""
    con = duckdb.connect()
    con.execute(f"attach '{work}/warehouse.duckdb' as warehouse (read_only)")
    con.execute("set timezone = 'UTC'")
    mistakes = lake_sizes(con, work)
    for name, keys in KEYS.items():
        mistakes += compare(con, name, keys, work / "spark-warehouse" / "marts.db" / name)
    mistakes += other_marts(con, work / "spark-warehouse" / "marts.db")
    for mistake in mistakes:
        print(f"  {mistake}", file=sys.stderr)
    print(f"{len(mistakes)} differences between Spark and DuckDB.")
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
