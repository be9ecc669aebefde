"""The load as a whole: what is read, refused, reused, removed, revived, and when the build stops."""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from yardstick.intake import IntakeError, LoadReport, load
from yardstick.intake.contract import SOURCES, lake_columns
from yardstick.paths import PROJECT_DIR

WORKED_CASE = PROJECT_DIR.parent / "shared" / "worked_case"

SCHEME = {
    "scheme_years": [{"scheme_id": "s", "city_id": "nt", "year": "2025"}],
    "scheme_scenarios": [{"city_id": "nt", "year": "2025", "scheme_id": "t"}],
    "components": [
        {"scheme_id": "s", "component_id": "social", "name_zh": "社会评价", "method": "survey"},
        {"scheme_id": "s", "component_id": "key", "name_zh": "重点目标", "method": "target"},
    ],
    "mark_options": [
        {"scheme_id": "s", "evaluation_id": "social", "option_id": "very", "name_zh": "很满意"},
        {"scheme_id": "s", "evaluation_id": "social", "option_id": "so_so", "name_zh": "一般"},
        {"scheme_id": "t", "evaluation_id": "social", "option_id": "basic", "name_zh": "一般"},
    ],
    "rater_groups": [
        {"scheme_id": "s", "evaluation_id": "social", "group_id": "citizens", "name_zh": "市民"}
    ],
    "survey_items": [{"scheme_id": "s", "evaluation_id": "social", "item_id": "attitude", "name_zh": "态度"}],
    "daily_items": [{"scheme_id": "s", "item_id": "tardy", "name_zh": "拖延"}],
    "setting_criteria": [{"scheme_id": "s", "criterion_id": "ambition", "name_zh": "挑战性"}],
    "grades": [{"scheme_id": "s", "grade_id": "excellent", "name_zh": "优秀"}],
    "grade_shares": [],
    "result_uses": [{"scheme_id": "s", "use_id": "reminder_talk"}],
    "settings": [{"scheme_id": "t", "setting_id": "mark_mode", "value": "rank"}],
}
DEPARTMENTS = [
    {"department_id": "commerce", "name_zh": "商务局", "kind": "government", "category_id": "economic"},
    {"department_id": "education", "name_zh": "教育局", "kind": "政府部门", "category_id": "综合类"},
]
RECORD = {"record_id": "r1", "department_id": "commerce", "item_id": "tardy", "occurred_on": "2025-03-05"}
TARGET = {
    "target_id": "t1",
    "department_id": "commerce",
    "component_id": "key",
    "round": "1",
    "submitted_on": "2025-01-10",
    "status": "approved",
    "approved_on": "2025-03-01",
    "title": "出口",
    "measure_kind": "quantity",
    "direction": "up",
    "floor_value": "5",
    "target_value": "10",
    "weight": "10",
}
DECISION = {
    "decision_id": "d1",
    "department_id": "commerce",
    "kind": "downgrade",
    "reason": "通报",
    "document_no": "1号",
    "decided_on": "2026-01-20",
}


def write_csv(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


class World:
    """A raw folder, a rule book and a lake of their own."""

    def __init__(self, folder: Path) -> None:
        self.raw, self.lake, self.seeds = folder / "raw", folder / "lake", folder / "seeds"
        for table, rows in SCHEME.items():
            write_csv(self.seeds / "scheme" / f"{table}.csv", rows or [{"scheme_id": ""}])
        write_csv(
            self.seeds / "reference" / "categories.csv",
            [
                {"category_id": "economic", "name_zh": "经济类"},
                {"category_id": "general", "name_zh": "综合类"},
            ],
        )
        write_csv(
            self.seeds / "defaults" / "settings.csv",
            [
                {"setting_id": "max_refused_share", "value": "0.01"},
                {"setting_id": "max_refused_rows", "value": "5"},
            ],
        )
        self.put("departments.csv", DEPARTMENTS)

    def path(self, name: str, year: int = 2025) -> Path:
        return self.raw / "city_id=nt" / f"year={year}" / name

    def put(self, name: str, rows: list[dict[str, str]], year: int = 2025, encoding: str = "utf-8") -> Path:
        return write_csv(self.path(name, year), rows, encoding)

    def load(self) -> LoadReport:
        return load(self.raw, self.lake, self.seeds)

    def rows(self, table: str, columns: str = "*", where: str = "true") -> list[tuple[Any, ...]]:
        with duckdb.connect() as connection:
            return connection.execute(
                f"SELECT {columns} FROM read_parquet('{self.lake}/{table}/*/*/*.parquet', "
                f"hive_partitioning=false) WHERE {where} ORDER BY ALL"
            ).fetchall()

    def refused(self, source: str | None = None) -> list[tuple[Any, ...]]:
        where = f"source = '{source}'" if source else "true"
        return self.rows("quarantine", "source_file[22:], source_row, column_name, value, rule", where)

    def rules(self, source: str) -> list[str]:
        return [row[0] for row in self.rows("quarantine", "rule", f"source = '{source}'")]

    def partitions(self) -> dict[str, int]:
        return {str(p): p.stat().st_mtime_ns for p in self.lake.glob("[a-z]*/*/*/*.parquet")}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


# --- the worked case ---


@pytest.mark.skipif(not WORKED_CASE.is_dir(), reason=f"the worked case is not at {WORKED_CASE}")
def test_worked_case_gives_exactly_the_expected_files_and_refusals(tmp_path: Path) -> None:
    load(WORKED_CASE / "raw", tmp_path / "lake", WORKED_CASE / "seeds")
    columns = {
        "intake_files": "source, source_file, rows_read, rows_accepted, rows_refused",
        "quarantine": "source, source_file, source_row, column_name, rule",
    }
    for table, wanted in columns.items():
        with duckdb.connect() as connection:
            found = connection.execute(
                f"SELECT {wanted} FROM read_parquet('{tmp_path}/lake/{table}/*/*/*.parquet')"
            ).fetchall()
        with (WORKED_CASE / "expected" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            expected = [tuple(row[c] for c in wanted.split(", ")) for row in csv.DictReader(file)]
        assert sorted(tuple("" if v is None else str(v) for v in row) for row in found) == sorted(expected)


# --- what readers rely on ---


def test_every_source_has_a_typed_file_even_without_raw_files(world: World) -> None:
    world.load()
    with duckdb.connect() as connection:
        for source in SOURCES.values():
            found = connection.execute(
                f"DESCRIBE SELECT * FROM read_parquet('{world.lake}/{source.name}/*/*/*.parquet', "
                "hive_partitioning=false)"
            ).fetchall()
            assert [(row[0], row[1]) for row in found] == lake_columns(source)


def test_names_become_ids_and_both_are_kept(world: World) -> None:
    world.put("ballots.csv", [{"ballot_id": "b1", "evaluation_id": "社会评价", "group_id": "市民"}])
    world.put(
        "marks.csv",
        [{"部门": " 教育局 ", "测评票编号": "ｂ１", "测评项目": "态度", "评价等次": "很满意"}],
        encoding="gb18030",
    )
    world.load()
    assert world.rows("ballots", "evaluation_id, evaluation_id_given, group_id") == [
        ("social", "社会评价", "citizens")
    ]
    assert world.rows("marks", "ballot_id, department_id, department_id_given, item_id, option_id") == [
        ("b1", "education", " 教育局 ", "attitude", "very")
    ]
    assert world.rows("departments", "kind, kind_given, category_id, is_ranked, is_ranked_given") == [
        ("government", "government", "economic", 1, None),
        ("government", "政府部门", "general", 1, None),
    ]


def test_an_ambiguous_name_is_refused_and_a_rank_is_known(world: World) -> None:
    world.put("ballots.csv", [{"ballot_id": "b1", "evaluation_id": "social", "group_id": "citizens"}])
    marks = [
        {"ballot_id": "b1", "department_id": "commerce", "item_id": "attitude", "option_id": o}
        for o in ("一般", "3", "0")
    ]
    world.put("marks.csv", marks)
    world.load()
    assert world.refused("marks") == [
        ("marks.csv", 1, "option_id", "一般", "ambiguous_name"),
        ("marks.csv", 3, "option_id", "0", "unknown_option"),
    ]


def test_two_departments_of_one_name_make_the_name_ambiguous(world: World) -> None:
    world.put("departments_2.csv", [DEPARTMENTS[0] | {"department_id": "commerce_2"}])
    world.put("daily_records.csv", [RECORD | {"department_id": "商务局"}])
    world.load()
    assert world.refused() == [("daily_records.csv", 1, "department_id", "商务局", "ambiguous_name")]


def test_the_message_says_where_what_and_how_in_both_languages(world: World) -> None:
    world.put("daily_records.csv", [RECORD | {"department_id": "nobody"}])
    world.load()
    ((zh, en),) = world.rows("quarantine", "message_zh, message_en")
    for text in (zh, en):
        assert "city_id=nt/year=2025/daily_records.csv" in text and "nobody" in text and "{" not in text
    assert "第 1 行" in zh and "「部门」" in zh and "请" in zh
    assert "row 1" in en and "department_id" in en


# --- whole files ---


def test_a_misspelt_required_header_refuses_the_file_and_names_it(world: World) -> None:
    world.put(
        "daily_records.csv", [{k.replace("occurred_on", "ocurred_on"): v for k, v in RECORD.items()}] * 3
    )
    world.load()
    assert world.refused() == [("daily_records.csv", None, "occurred_on", "ocurred_on", "missing_column")]
    assert world.rows("intake_files", "rows_read, rows_accepted, rows_refused", "source='daily_records'") == [
        (3, 0, 3)
    ]


def test_a_year_column_that_disagrees_refuses_the_file(world: World) -> None:
    world.put(
        "daily_records.csv",
        [RECORD | {"year": "2025", "city_id": "nt"}, RECORD | {"record_id": "r2", "year": "2024"}],
    )
    world.put("daily_records_2.csv", [RECORD | {"year": "2025年", "城市": "nt"}])
    world.load()
    assert world.refused() == [("daily_records.csv", None, "year", "2024", "disagrees_with_path")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("daily_records.xlsx", b"PK\x03\x04 no workbook"),
        ("daily_records.parquet", b"PAR1 nothing"),
        ("daily_records.csv", b""),
        ("daily_records.csv", "record_id,事由\nr1,".encode() + b"\xff\xff\xfe\n"),
        (
            "daily_records.csv",
            b'record_id,department_id,item_id,occurred_on\n"r1,commerce,tardy,2025-01-01\n',
        ),
        ("daily_records.xls", b"\xd0\xcf\x11\xe0"),
        ("daily_records.et", b""),
    ],
)
def test_an_unreadable_file_is_refused_with_no_rows(world: World, name: str, content: bytes) -> None:
    world.path(name).write_bytes(content)
    report = world.load()
    assert world.refused() == [(name, None, None, None, "unreadable")]
    assert world.rows("intake_files", "rows_read, rows_refused", "source='daily_records'") == [(0, 0)]
    assert name in report.summary()


def test_a_repeated_header_refuses_the_file(world: World) -> None:
    world.path("city_tasks.csv").write_text(
        "task_id,title,weight,权重,delivered\nt,题,1,2,3\n", encoding="utf-8"
    )
    world.load()
    assert world.refused() == [("city_tasks.csv", None, "weight", None, "repeated_column")]


def test_files_that_are_no_source_are_named_not_ignored(world: World) -> None:
    world.put("marks2.csv", [RECORD])
    world.put("daily_records.csv", [RECORD | {"备注": "x"}])
    world.put("~$departments.xlsx", [RECORD])
    summary = world.load().summary()
    assert "marks2.csv" in summary and "备注" in summary and "~$" not in summary
    assert "备注" in world.load().summary()  # also when nothing is new
    assert world.refused() == []


# --- rows ---


def test_first_breach_names_the_reason(world: World) -> None:
    world.put(
        "daily_records.csv",
        [
            RECORD,
            RECORD | {"record_id": "", "points": "x"},
            RECORD | {"record_id": "r2", "points": "x", "appeal_status": "?", "occurred_on": "2024-01-01"},
            RECORD | {"record_id": "r3", "points": "-1", "occurred_on": "2024-01-01"},
            RECORD | {"record_id": "r4", "appeal_status": "?", "points": "-1"},
            RECORD | {"occurred_on": "2024-12-31"},
        ],
    )
    world.put("daily_records_2.csv", [RECORD | {"department_id": "nobody"}])
    os.environ["YARDSTICK_MAX_REFUSED_ROWS"] = "50"
    try:
        world.load()
    finally:
        del os.environ["YARDSTICK_MAX_REFUSED_ROWS"]
    assert world.refused() == [
        ("daily_records.csv", 2, "record_id", None, "required"),
        ("daily_records.csv", 3, "points", "x", "type"),
        ("daily_records.csv", 4, "points", "-1", "range"),
        ("daily_records.csv", 5, "points", "-1", "range"),
        ("daily_records.csv", 6, "occurred_on", "2024-12-31", "outside_year"),
        ("daily_records_2.csv", 1, "record_id", "r1", "duplicate"),
    ]


def test_blank_rows_are_not_numbered(world: World) -> None:
    text = "\nrecord_id,department_id,item_id,occurred_on\n\n , ,　,\nr1,commerce,tardy,2025-01-01\n,,,\n"
    text += "r2,x,tardy,2025-01-01\n"
    world.path("daily_records.csv").write_text(text, encoding="utf-8")
    world.load()
    assert world.rows("daily_records", "record_id, source_row") == [("r1", 1)]
    assert world.refused() == [("daily_records.csv", 2, "department_id", "x", "unknown_department")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"approved_on": ""}, ["approved_on_missing"]),
        ({"status": "proposed", "approved_on": ""}, []),
        ({"target_value": ""}, ["target_value_missing"]),
        ({"target_value": "0", "floor_value": ""}, ["floor_value_missing"]),
        ({"floor_value": "10"}, ["wrong_side_floor"]),
        ({"direction": "越低越好"}, ["wrong_side_floor"]),
        ({"stretch_value": "10"}, ["wrong_side_stretch"]),
        ({"stretch_value": "10.5"}, []),
        ({"direction": ""}, ["required"]),
        ({"direction": "", "measure_kind": "节点"}, []),
        ({"weight": "0"}, ["range"]),
        ({"round": "0"}, ["range"]),
        ({"round": "1.5"}, ["type"]),
        ({"due_on": "2025-02-30"}, ["type"]),
        ({"task_id": "anything"}, []),
    ],
)
def test_targets(world: World, change: dict[str, str], expected: list[str]) -> None:
    world.put("targets.csv", [TARGET | change])
    world.load()
    assert world.rules("targets") == expected


def test_two_rounds_approved_on_one_day_reviews_and_reports(world: World) -> None:
    world.put(
        "targets.csv", [TARGET, TARGET | {"round": "2"}, TARGET | {"round": "3", "approved_on": "2025-04-01"}]
    )
    review = {
        "target_id": "t1",
        "round": "1",
        "criterion_id": "difficulty",
        "reviewer_id": "a",
        "score": "50",
    }
    world.put("target_reviews.csv", [review, review | {"round": "2"}, review | {"target_id": "t9"}])
    report = {"report_id": "p1", "target_id": "t1", "reported_on": "2025-01-10", "actual_value": "3"}
    world.put("target_reports.csv", [report, report | {"report_id": "p2", "reported_on": "2025-01-09"}])
    world.load()
    assert world.refused() == [
        ("target_reports.csv", 2, "reported_on", "2025-01-09", "before_submission"),
        ("target_reviews.csv", 2, "round", "2", "unknown_round"),
        ("target_reviews.csv", 3, "target_id", "t9", "unknown_target"),
        ("targets.csv", 2, "approved_on", "2025-03-01", "approved_twice"),
    ]


def test_shares_that_do_not_sum_refuse_the_whole_task(world: World) -> None:
    world.put(
        "city_tasks.csv", [{"task_id": t, "title": "题", "weight": "1", "delivered": "80"} for t in "ab"]
    )
    share = {"task_id": "a", "department_id": "commerce", "share": "0.6"}
    world.put(
        "task_shares.csv",
        [
            share,
            share | {"department_id": "education", "share": "0.3"},
            share | {"task_id": "b", "share": "0.3333333"},
            share | {"task_id": "b", "department_id": "education", "share": "0.6666667"},
        ],
    )
    world.load()
    assert world.refused() == [
        ("task_shares.csv", 1, "share", "0.6", "shares_do_not_sum"),
        ("task_shares.csv", 2, "share", "0.3", "shares_do_not_sum"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"kind": "升等"}, ["grade_missing"]),
        ({"kind": "promotion", "grade_id": "优秀"}, []),
        ({"kind": "not_applicable"}, ["component_missing"]),
        ({"kind": "target_change"}, ["target_missing"]),
        ({"kind": "grade_override", "grade_id": "gold"}, ["unknown_grade"]),
        ({"kind": "mercy"}, ["code"]),
    ],
)
def test_decisions(world: World, change: dict[str, str], expected: list[str]) -> None:
    world.put("decisions.csv", [DECISION | change])
    world.load()
    assert world.rules("decisions") == expected
    if not change:
        assert world.rows("decisions", "steps, decided_on") == [(1, dt.date(2026, 1, 20))]


def test_predecessors_are_departments_of_last_year(world: World) -> None:
    world.put(
        "departments.csv",
        [DEPARTMENTS[0] | {"succeeds": "商务局；commerce"}, DEPARTMENTS[1] | {"succeeds": "x"}],
        2026,
    )
    world.load()
    assert world.rows("departments", "succeeds", "year = 2026") == [("commerce;commerce",)]
    assert world.refused() == [("departments.csv", 2, "succeeds", "x", "unknown_predecessor")]


# --- again ---


def test_a_second_load_reads_nothing_and_touches_nothing(world: World) -> None:
    world.put("daily_records.csv", [RECORD, RECORD])
    first = world.load()
    before, loaded_at = world.partitions(), world.rows("intake_files")
    os.utime(world.path("daily_records.csv"))
    second = world.load()
    assert (first.files_read, second.files_read, second.files_reused) == (2, 0, 2)
    assert world.partitions() == before and world.rows("intake_files") == loaded_at
    assert (second.rows_read, second.rows_refused) == (4, 1)


def test_nothing_new_imports_neither_great_expectations_nor_pandas(world: World) -> None:
    world.load()
    code = (
        f"import sys; from yardstick.intake import load; load({str(world.raw)!r}, {str(world.lake)!r}, "
        f"{str(world.seeds)!r}); print([m for m in ('great_expectations', 'pandas', 'duckdb') if m in "
        f"sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_DIR, capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_a_removed_file_takes_its_rows_out(world: World) -> None:
    world.put("daily_records.csv", [RECORD])
    extra = world.put("daily_records_b.csv", [RECORD | {"record_id": "r2"}])
    world.put("departments.csv", DEPARTMENTS, 2024)
    world.load()
    extra.unlink()
    shutil.rmtree(world.path("departments.csv", 2024).parent)
    report = world.load()
    assert report.files_removed == 2 and report.files_read == 0
    assert world.rows("daily_records", "record_id") == [("r1",)]
    assert world.rows("departments", "distinct year") == [(2025,)]
    assert len(world.rows("intake_files")) == 2


def test_a_row_comes_back_when_its_id_arrives(world: World) -> None:
    record = world.put(
        "daily_records.csv",
        [RECORD | {"department_id": "health"}, RECORD | {"record_id": "r2", "item_id": "award"}],
    )
    world.load()
    assert [r[4] for r in world.refused()] == ["unknown_department", "unknown_item"]
    world.put("departments_new.csv", [DEPARTMENTS[0] | {"department_id": "health", "name_zh": "卫健委"}])
    world.load()
    assert [r[4] for r in world.refused()] == ["unknown_item"]
    items = [*SCHEME["daily_items"], {"scheme_id": "t", "item_id": "award"}]
    write_csv(world.seeds / "scheme" / "daily_items.csv", items)
    report = world.load()
    assert report.files_read == 0 and world.refused() == []
    assert len(world.rows("daily_records")) == 2 and record.exists()


def test_a_changed_city_year_leaves_the_others_alone(world: World) -> None:
    world.put("departments.csv", DEPARTMENTS, 2023)
    world.load()
    before = world.partitions()
    world.put("daily_records.csv", [RECORD])
    report = world.load()
    after = world.partitions()
    assert report.city_years_checked == 1 and report.city_years_reused == 1
    assert {p for p in before if before[p] != after[p]} == {
        p for p in before if "year=2025" in p and "departments" not in p
    }


def test_too_many_refused_rows_stop_the_build_with_the_reasons_at_hand(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.load()
    rows = [
        RECORD | {"record_id": f"r{i}", "department_id": "x" if i < 6 else "commerce"} for i in range(100)
    ]
    world.put("daily_records.csv", rows)
    for _ in range(2):
        with pytest.raises(
            IntakeError, match=r"(?s)nt 2025 年.*6.0%.*nt 2025, daily_records: 6 of 100.*REFUSED_SHARE"
        ):
            world.load()
    assert len(world.refused()) == 6 and len(world.rows("departments")) == 2
    assert world.rows("intake_files", "rows_refused", "source='daily_records'") == [(6,)]
    assert world.rows("daily_records") == []
    monkeypatch.setenv("YARDSTICK_MAX_REFUSED_SHARE", "0.06")
    assert world.load().rows_refused == 6
    assert len(world.rows("daily_records")) == 94
    monkeypatch.setenv("YARDSTICK_MAX_REFUSED_SHARE", "much")
    with pytest.raises(IntakeError, match="YARDSTICK_MAX_REFUSED_SHARE"):
        world.load()


def test_a_load_killed_half_way_is_done_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from yardstick.intake.lake import Lake

    world.put("daily_records.csv", [RECORD])
    world.load()
    before = world.rows("daily_records")
    world.put("daily_records.csv", [RECORD | {"points": "2"}])
    world.put("departments.csv", [*DEPARTMENTS, DEPARTMENTS[0] | {"department_id": "third"}])
    place = Lake.place

    def killed(self: Lake, temporary: Path, path: Path) -> None:
        if "daily_records" in str(path):
            raise KeyboardInterrupt
        place(self, temporary, path)

    with monkeypatch.context() as patch:
        patch.setattr(Lake, "place", killed)
        with pytest.raises(KeyboardInterrupt):
            world.load()
    assert world.rows("daily_records") == before
    # even if the offices' files are put back as they were
    world.put("daily_records.csv", [RECORD])
    world.put("departments.csv", DEPARTMENTS)
    world.load()
    assert world.rows("daily_records") == before and len(world.rows("departments")) == 2
    assert not list((world.lake / "_tmp").glob("*.parquet"))


def test_the_same_raw_files_give_the_same_bytes(world: World, tmp_path: Path) -> None:
    world.put("daily_records.csv", [RECORD, RECORD | {"record_id": "r2", "reason": "=1+1"}])
    world.load()
    load(world.raw, tmp_path / "second", world.seeds)
    for source in (*SOURCES, "quarantine", "partitions"):
        for path in (world.lake / source).rglob("*.parquet"):
            assert path.read_bytes() == (tmp_path / "second" / path.relative_to(world.lake)).read_bytes()
