"""One file at a time: encodings, quotes, header rows, spreadsheets, dates, numbers."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yardstick.intake.contract import SOURCES, source_of
from yardstick.intake.decode import Decoded, Unreadable, decode, detect_encoding
from yardstick.intake.headers import tidy
from yardstick.intake.references import Names

CONNECTION = duckdb.connect()
OPINION = ["opinion_id", "department_id", "channel", "received_on", "theme", "text"]


def take(path: Path, source: str, columns: str) -> tuple[Decoded, list[tuple[Any, ...]]]:
    target = path.with_suffix(".typed.parquet")
    decoded = decode(path, SOURCES[source], path.suffix[1:], target, CONNECTION)
    if decoded.problem:
        return decoded, []
    return decoded, CONNECTION.execute(f"SELECT {columns} FROM '{target}' ORDER BY source_row").fetchall()


def text_of(rows: list[list[str]], **options: Any) -> str:
    out = io.StringIO()
    csv.writer(out, **options).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    "cell",
    ['排队太久，"窗口"少', "第一行\n第二行", "=1+1", "𠮷祥路，㐀号窗口", "NA", "NULL", " 原样 ", "café·é"],
)
def test_opinions_arrive_word_for_word(tmp_path: Path, encoding: str, cell: str) -> None:
    path = tmp_path / "opinions.csv"
    path.write_bytes(text_of([OPINION, ["o1", "d", "social", "", "服务", cell]]).encode(encoding))
    assert take(path, "opinions", "text, theme")[1] == [(cell, "服务")]


@settings(max_examples=60, deadline=None)
@given(
    cells=st.lists(
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=8),
        min_size=1,
        max_size=4,
    ),
    encoding=st.sampled_from(["utf-8", "gb18030", "utf-8-sig"]),
)
def test_chinese_is_never_garbled(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str], encoding: str
) -> None:
    path = tmp_path_factory.mktemp("e") / "x.csv"
    text = "a,b\n" + "\n".join(f"{c},1" for c in cells)
    path.write_bytes(text.encode(encoding))
    assert path.read_bytes().decode(detect_encoding(path)) == text


def test_the_unlucky_word_liantong_and_damaged_utf8(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("a,b\n通,透\n".encode("gb18030"))  # these bytes are valid UTF-8, too
    assert path.read_bytes().decode(detect_encoding(path)) == "a,b\n通,透\n"
    path.write_bytes("name\ncafé,é\n".encode())
    assert detect_encoding(path) == "utf-8"
    path.write_bytes("意见,服务态度很好\n".encode() * 20 + b"\xe6\x9c\n")
    with pytest.raises(Unreadable):
        detect_encoding(path)


@pytest.mark.parametrize("quote", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_quick_and_careful_reader_agree(tmp_path: Path, quote: int, delimiter: str, ending: str) -> None:
    rows = [
        ["年度考核"],
        [],
        ["部门", "", "component_id", "得分"],
        ["d1", "x", "c", "１２"],
        ["", " ", "", "　"],
        ["d2", "", "c", ""],
    ]
    path = tmp_path / "direct_scores.csv"
    path.write_bytes(
        text_of(rows, quoting=quote, delimiter=delimiter, lineterminator=ending).encode("gb18030")
    )
    decoded, found = take(path, "direct_scores", "source_row, department_id, score, score_given")
    assert found == [(1, "d1", 12.0, "１２"), (2, "d2", None, None)]
    assert decoded.extra_headers == []


def test_uneven_rows(tmp_path: Path) -> None:
    path = tmp_path / "direct_scores.csv"
    path.write_text("department_id,component_id,score\nd1,c,1\nd2,c\nd3,c,1,,\nd4,c,1,oops\n")
    assert take(path, "direct_scores", "department_id, score, beyond_headers")[1] == [
        ("d1", 1.0, None),
        ("d2", None, None),
        ("d3", 1.0, None),
        ("d4", 1.0, "oops"),
    ]


def test_excel_with_title_row_full_width_digits_and_dates(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["2025 年日常考核台账"],
        [],
        [" 记录编号", "部门", "考核项目", "发生日期　", "分值", "备注"],
        [5.0, " 商务局 ", "tardy", "2025年3月5日", "０．２５", "x"],
        ["r2", "d", "tardy", dt.date(2025, 3, 6), 1, None],
        [None, " ", None, None, None, None],
        ["r3", "d", "tardy", "2025/3/7", 1.5, None],
        ["r4", "d", "tardy", dt.datetime(2025, 3, 8, 9, 30), "1,5", None],
    ):
        sheet.append(row)
    book.create_sheet("说明").append(["record_id"])
    path = tmp_path / "daily_records.xlsx"
    book.save(path)
    decoded, found = take(path, "daily_records", "source_row, record_id, department_id, occurred_on, points")
    assert found == [
        (1, "5", "商务局", dt.date(2025, 3, 5), 0.25),
        (2, "r2", "d", dt.date(2025, 3, 6), 1.0),
        (3, "r3", "d", dt.date(2025, 3, 7), 1.5),
        (4, "r4", "d", dt.date(2025, 3, 8), None),
    ]
    assert decoded.extra_headers == ["备注"] and decoded.n_rows == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-05", dt.date(2025, 3, 5)),
        ("2025-3-5", dt.date(2025, 3, 5)),
        ("2025/3/5", dt.date(2025, 3, 5)),
        ("2025.3.5", dt.date(2025, 3, 5)),
        ("２０２５年３月５日", dt.date(2025, 3, 5)),
        ("2025 年 3 月 5 日", dt.date(2025, 3, 5)),
        ("20250305", dt.date(2025, 3, 5)),
        ("2025-03-05 00:00:00", dt.date(2025, 3, 5)),
        ("2025-02-30", None),
        ("2025-13-01", None),
        ("3/5/2025", None),
        ("2025-3/5", None),
        ("45280", None),
        ("明天", None),
    ],
)
def test_dates(tmp_path: Path, text: str, expected: dt.date | None) -> None:
    path = tmp_path / "daily_records.csv"
    path.write_text(f"record_id,department_id,item_id,occurred_on\nr,d,i,{text}\n", encoding="utf-8")
    assert take(path, "daily_records", "occurred_on, occurred_on_given")[1] == [(expected, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-03-05", dt.datetime(2025, 3, 5)),
        ("2025/3/5 9:05", dt.datetime(2025, 3, 5, 9, 5)),
        ("2025-03-05T14:30:15", dt.datetime(2025, 3, 5, 14, 30, 15)),
        ("2025年3月5日 14:30", dt.datetime(2025, 3, 5, 14, 30)),
        ("2025-03-05 25:00", None),
    ],
)
def test_times(tmp_path: Path, text: str, expected: dt.datetime | None) -> None:
    path = tmp_path / "ballots.csv"
    path.write_text(f"ballot_id,evaluation_id,group_id,submitted_at\nb,e,g,{text}\n", encoding="utf-8")
    assert take(path, "ballots", "submitted_at")[1] == [(expected,)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", 1.0),
        ("-2.50", -2.5),
        ("+.5", 0.5),
        ("1e3", 1000.0),
        ("－１", -1.0),
        ("1,000", None),
        ("80%", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("0x1", None),
    ],
)
def test_numbers(tmp_path: Path, text: str, expected: float | None) -> None:
    path = tmp_path / "benchmarks.csv"
    path.write_text(f'indicator_id,peer_city_id,value_kind,value\ni,p,目标,"{text}"\n', encoding="utf-8")
    assert take(path, "benchmarks", "value, value_kind")[1] == [(expected, "target")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("是", 1), ("否", 0), ("TRUE", 1), ("0", 0), ("1.0", 1), ("2", None), ("x", None), ("", None)],
)
def test_flags(tmp_path: Path, text: str, expected: int | None) -> None:
    path = tmp_path / "departments.csv"
    path.write_text(
        f"department_id,name_zh,kind,category_id,is_ranked\nd,局,党委部门,c,{text}\n", encoding="utf-8"
    )
    assert take(path, "departments", "is_ranked, kind")[1] == [(expected, "party")]


def test_parquet_with_types_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "target_reports.parquet"
    table = pa.table(
        {
            "report_id": pa.array([1.0, None, 2.0]),
            "target_id": pa.array(["t", None, "t"]).dictionary_encode(),
            "reported_on": pa.array(
                [dt.datetime(2025, 3, 5), None, dt.datetime(2025, 3, 6)], pa.timestamp("us")
            ),
            "actual_value": pa.array([0.1, None, float("nan")]),
            "is_verified": pa.array([True, None, False]),
        }
    )
    pq.write_table(table, path)
    assert take(
        path, "target_reports", "source_row, report_id, target_id, reported_on, actual_value, is_verified"
    )[1] == [
        (1, "1", "t", dt.date(2025, 3, 5), 0.1, 1),
        (2, "2", "t", dt.date(2025, 3, 6), None, 0),
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=12))
def test_tidy_is_stable(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_longest_source_wins() -> None:
    assert [
        source_of(s)
        for s in ("target_reports_x", "targets", "city_tasks_old", "task_shares", "target", "marks2")
    ] == [
        "target_reports",
        "targets",
        "city_tasks",
        "task_shares",
        None,
        None,
    ]


def test_an_id_goes_before_a_name() -> None:
    names = Names()
    names.add("a", "甲", "Alpha")
    names.add("b", "a", "alpha")
    assert names.resolve("a") == ("a", None)
    assert names.resolve("Alpha") == ("a", None)
    assert names.resolve("ALPHA") == ("ALPHA", "ambiguous")
    assert names.resolve("乙") == ("乙", "unknown")
