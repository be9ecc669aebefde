"""The suites in expectations/ are the only place of the row checks: without an expectation its bad row
passes.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from yardstick.intake.contract import SOURCES, Source
from yardstick.intake.decode import decode
from yardstick.intake.gate import Gate, SuiteError, ToCheck, read_suite, read_suites
from yardstick.intake.headers import EXPECTATIONS_DIR, code_names, header_names, header_zh, read_table

GOOD = {
    "daily_records": "r,commerce,tardy,2025-03-05,1,none",
    "target_reviews": "t,1,difficulty,a,50,",
}
HEADERS = {
    "daily_records": "record_id,department_id,item_id,occurred_on,points,appeal_status",
    "target_reviews": "target_id,round,criterion_id,reviewer_id,score,comment",
}
BAD = [  # source, row, the rule that must refuse it
    ("daily_records", "r,,tardy,2025-03-05,1,none", "required"),
    ("daily_records", "r,commerce,tardy,2025-03-05,one,none", "type"),
    ("daily_records", "r,commerce,tardy,2025-03-05,1,perhaps", "code"),
    ("daily_records", "r,commerce,tardy,2025-03-05,-1,none", "range"),
    ("daily_records", "r,commerce,tardy,2024-03-05,1,none", "outside_year"),
    ("daily_records", "r,commerce,tardy,2025-03-05,1,none,more", "extra_cells"),
    ("target_reviews", "t,1,difficulty,a,100.5,", "range"),
    ("target_reviews", "t,zwei,difficulty,a,50,", "type"),
]


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate()


def check(gate: Gate, source: Source, lines: list[str], suites: Path, folder: Path) -> list[tuple[int, str]]:
    raw, target = folder / "raw.csv", folder / "typed.parquet"
    raw.write_text("\n".join([HEADERS[source.name], *lines]) + "\n", encoding="utf-8")
    suite = read_suite(suites / f"{source.name}.json", source)
    with duckdb.connect() as connection:
        decoded = decode(raw, source, "csv", target, connection)
        (breaches,) = gate.check(suite, [ToCheck(target, 2025, decoded.n_rows)], connection)
    return [(row, suite.expectations[position]["meta"]["rule"]) for row, position in breaches]


@pytest.mark.parametrize(("name", "bad", "rule"), BAD)
def test_a_deleted_expectation_lets_exactly_its_bad_row_pass(
    gate: Gate, tmp_path: Path, name: str, bad: str, rule: str
) -> None:
    source = SOURCES[name]
    others = [row for other, row, r in BAD if other == name and (row, r) != (bad, rule)]
    lines = [GOOD[name], bad, *others]
    expected = [
        (i + 3, r) for i, r in enumerate(r for o, row, r in BAD if o == name and (row, r) != (bad, rule))
    ]
    assert check(gate, source, lines, EXPECTATIONS_DIR, tmp_path) == [(2, rule), *expected]

    data = json.loads((EXPECTATIONS_DIR / f"{name}.json").read_text(encoding="utf-8"))
    column = {
        "required": "department_id",
        "code": "appeal_status",
        "extra_cells": None,
        "outside_year": "occurred_on",
    }
    guarded = column.get(
        rule, "points" if name == "daily_records" else {"range": "score", "type": "round"}.get(rule)
    )
    kept = [e for e in data["expectations"] if (e["meta"]["rule"], e["meta"]["column"]) != (rule, guarded)]
    assert len(kept) == len(data["expectations"]) - 1
    (tmp_path / f"{name}.json").write_text(json.dumps(data | {"expectations": kept}), encoding="utf-8")
    assert check(gate, source, lines, tmp_path, tmp_path) == expected


def test_direction_is_asked_of_quantity_targets_only(gate: Gate, tmp_path: Path) -> None:
    HEADERS["targets"] = ",".join(c.name for c in SOURCES["targets"].columns if c.required)
    rows = [
        f"t{i},d,key,1,proposed,题,{kind},{way},1"
        for i, (kind, way) in enumerate([("定量", ""), ("judged", ""), ("quantity", "up")])
    ]
    assert check(gate, SOURCES["targets"], rows, EXPECTATIONS_DIR, tmp_path) == [(1, "required")]


def test_a_broken_suite_is_named(tmp_path: Path) -> None:
    path = tmp_path / "marks.json"
    path.write_text(
        '{"expectations": [{"type": "x", "kwargs": {"column": "no_such"}, '
        '"meta": {"kind": "code", "column": null}}]}'
    )
    with pytest.raises(SuiteError, match="marks.json"):
        read_suite(path, SOURCES["marks"])


# --- the suites and the contract agree ---


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda s: s.name)
def test_suite_covers_the_contract(source: Source) -> None:
    suite = read_suites(EXPECTATIONS_DIR)[source.name]
    guarded = {(e["meta"]["kind"], e["meta"]["column"]) for e in suite.expectations}
    for column in source.columns:
        assert (("required", column.name) in guarded) == column.required
        assert (("type", column.name) in guarded) == (column.kind in ("flag", "int", "num", "date", "time"))
        assert (("code", column.name) in guarded) == (column.kind == "code")
    for expectation in suite.expectations:
        meta = expectation["meta"]
        assert set(meta) == {"kind", "rule", "column", "message_zh", "message_en"}
        assert "{file}" in meta["message_zh"] and "{row}" in meta["message_en"]
        if meta["kind"] == "code":
            assert set(expectation["kwargs"]["value_set"]) == set(
                code_names(source.name, meta["column"]).values()
            )


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda s: s.name)
def test_every_column_has_one_chinese_name_of_its_own(source: Source) -> None:
    titles = header_zh(source.name)
    assert all(titles[c.name] for c in source.columns)
    assert len(header_names(source.name)) == 2 * len(source.columns) + 4  # ids, names, city_id and year


def test_files_are_utf8_with_readable_chinese() -> None:
    assert "请" in (EXPECTATIONS_DIR / "marks.json").read_text(encoding="utf-8")
    assert {row["source"] for row in read_table(EXPECTATIONS_DIR / "headers.csv")} == set(SOURCES)
