"""The page on targets and the target part of a department's page: what they say, and who may not see what."""

# ruff: noqa: F811 (fixtures of the neighbouring file are arguments here)

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest
import tiny_targets
from docx import Document
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest
from test_dashboard_lists import RELEASE, View, office, view_as, visit  # noqa: F401
from test_dashboard_pages import STATES, open_page, tables_of, text_of

from dashboard import access, books, data_targets, export, target_lists, target_words
from dashboard.charts.ambition import ambition_figure, drawn
from dashboard.wording import Words

pytest_plugins = ("tiny_release",)
ZH, EN = Words("zh"), Words("en")
YEAR = {"city": "demo", "year": "2025"}
HERE = ("demo", 2025)


def table_with(test: AppTest, *heads: str) -> dict[str, list[str]]:
    """The table of the page that has these headings."""
    (found,) = [table for table in tables_of(test) if set(heads) <= set(table)]
    return found


def text_of_office(work: Path) -> str:
    """The page as the office sees it, so that what others must not see is known to be there."""
    viewer, release = office()
    return data_targets.rounds(viewer, release, *HERE, "t1").to_string()


def mart(work: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(work / "releases" / RELEASE / "office" / f"{name}.parquet")


# --- who may see it --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["leader", "department", "researcher", "admin"])
def test_only_the_office_opens_the_page(tiny_work: Path, view_as: View, role: str) -> None:
    viewer = view_as(role, "a1" if role == "department" else None)
    assert not access.may_open(viewer, "targets")
    shown = text_of(visit("targets", **YEAR, target="t1"))
    assert "MARKREVIEW" not in shown and "建议降一等" not in shown and "目标制定与完成" not in shown
    assert "MARKREVIEW" in text_of_office(tiny_work)


@pytest.mark.parametrize("role", ["leader", "department", "researcher"])
def test_the_queries_refuse_what_the_page_would_not_show(
    tiny_work: Path,
    view_as: View,
    role: str,
) -> None:
    from dashboard import data

    viewer = view_as(role, "a1" if role == "department" else None)
    release = data.open_release(viewer)
    assert release is not None
    of_office = (
        lambda: data_targets.proposals(viewer, release, *HERE, "a1"),
        lambda: data_targets.counts(viewer, release, *HERE),
        lambda: data_targets.rounds(viewer, release, *HERE, "t1"),
        lambda: data_targets.comparisons(viewer, release, *HERE, "t1"),
        lambda: data_targets.tasks(viewer, release, *HERE),
        lambda: data_targets.reminders(viewer, release, *HERE),
        lambda: data_targets.lines(viewer, release, *HERE, "a1"),
        lambda: data_targets.slopes(viewer, release, "demo"),
        lambda: data_targets.bunching(viewer, release, "demo"),
        lambda: data_targets.assignments(viewer, release, *HERE, "a1"),
    )
    for ask in of_office:
        with pytest.raises(access.AccessDenied):
            ask()


def test_a_department_reads_its_own_targets_only(tiny_work: Path, view_as: View) -> None:
    from dashboard import data

    viewer = view_as("department", "b2")
    release = data.open_release(viewer)
    assert release is not None
    for ask in (data_targets.targets, data_targets.evidence, data_targets.findings):
        assert set(ask(viewer, release, *HERE, "b2")["department_id"]) == {"b2"}
        for other in ("a1", None):
            with pytest.raises(access.AccessDenied):
                ask(viewer, release, *HERE, other)
    shown = text_of(visit("department", **YEAR, dept="a1"))
    assert "投诉控制在3.2件以内" in shown and "办结率达到95%" not in shown
    assert "MARKREVIEW" not in shown


# --- what the page says ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("state", STATES)
def test_the_page_runs_for_all_departments_and_for_one(tiny_work: Path, state: str, lang: str) -> None:
    for unit in ("all", STATES[state]["dept"]):
        test = open_page("targets", **{**STATES[state], "lang": lang, "unit": unit})
        assert not test.exception
        for leaked in ("<NA>", "NaT", ">nan<", "None"):
            assert leaked not in text_of(test), (unit, leaked)


def test_the_sentence_counts_what_stands_below_it(tiny_work: Path) -> None:
    shown = "".join(element.proto.body for element in open_page("targets", **YEAR).get("html"))
    assert "审定并计入考评的目标 <b>5</b> 项" in shown
    assert "保守迹象 <b>3</b> 条（其中按检验方法本就会有 <b>1</b> 条），涉及 <b>2</b> 个部门" in shown
    assert "按证据建议降等的部门 <b>1</b> 个，由人决定" in shown
    assert "书写或审定有问题 <b>2</b> 条" in shown
    assert "没人认领的全市任务" in shown and "全市任务共 2 项" in shown
    chosen = text_of(open_page("targets", **YEAR, unit="b2"))
    assert tiny_targets.PROPOSED["sentence_zh"] in chosen


def test_a_year_without_targets_says_so(tiny_work: Path) -> None:
    shown = text_of(open_page("targets", city="demo", year="2023"))
    assert "本年度还没有审定的目标" in shown and "没有可以比较的" in shown
    assert "没有交报时限表" in shown


def test_numbers_of_the_comparison_equal_the_mart(tiny_work: Path) -> None:
    rows = mart(tiny_work, "target_comparisons").set_index(["target_id", "comparison"])
    table = table_with(open_page("targets", **YEAR, unit="a1"), "比上年提高")
    vertical = rows.loc[("t1", "vertical_target")]
    across, peers = rows.loc[("t1", "horizontal_target")], rows.loc[("t1", "benchmark_target")]
    assert table["比上年提高"] == [f"+{vertical['difference']:.2f} 点"]
    assert table["同类位次"] == [f"{across['percentile'] * 100:.1f}%"]
    assert table["稳健 z 值"] == [f"{across['robust_z']:.2f}"]
    assert table["外市中位数"] == [f"{peers['reference_value']:.0f}（{peers['n_peers']:.0f} 市）"]
    assert table["保守迹象"] == [""]
    every = table_with(open_page("targets", **YEAR), "比上年提高")
    assert every["目标"] == ["投诉控制在3.2件以内"] and every["保守迹象"] == ["不高于上年实际"]
    assert every["比上年提高"] == ["−3.2%"]  # an amount: relative, in the direction of the target


def test_rounds_say_why_a_target_was_sent_back_and_which_one_counts(tiny_work: Path) -> None:
    table = table_with(open_page("targets", **YEAR, target="t1"), "轮次")
    assert table["轮次"] == ["1", "2"]
    assert table["状态"] == ["退回", "审定（算数）"]
    assert table["审核意见"] == [tiny_targets.REVIEW, ""]
    late = table_with(open_page("targets", **YEAR, target="t3"), "轮次")
    assert late["状态"] == ["审定（算数）", "审定（截止后，不计）"]
    assert late["目标值"][0] == "3.2件：未达到即为零分"
    allowed = table_with(open_page("targets", **YEAR, target="t4"), "轮次")
    assert allowed["状态"][0] == "审定（截止后，依决定）"


def test_every_comparison_of_a_target_stands_with_its_peers(tiny_work: Path) -> None:
    table = table_with(open_page("targets", **YEAR, target="t1"), "参照个数")
    assert len(table["比较"]) == 7 and table["比较"][0] == "目标：比上年（纵向）"
    assert table["外市"][2] == "甲市、乙市" and table["参照个数"][2] == "4"
    assert table["没有这项指标的外市"][2] == "丙市" and table["没有这项指标的外市"][0] == ""


def test_an_unknown_target_or_department_falls_back(tiny_work: Path) -> None:
    test = open_page("targets", **YEAR, target="'; drop table runs", unit="nobody")
    assert not test.exception
    assert test.query_params["unit"] == "all" and test.query_params["target"] == "t3"


def test_who_still_owes_something_is_named_with_the_days(tiny_work: Path) -> None:
    tables = [table for table in tables_of(open_page("targets", **YEAR)) if "负责处室" in table]
    of_city, owing = tables
    assert of_city["材料"] == ["目标申报", "外市基准值", "年终完成报告"]
    assert of_city["状态"] == ["已交", "未交（非必报）", "逾期未交"]
    assert of_city["距时限"] == ["", "已过 90 天", "已过 70 天"]
    assert owing["由谁报"] == ["市甲一局"] and owing["已交多少"] == ["1 / 2 项目标"]


def test_a_running_year_looks_unfinished_and_not_failed(tiny_work: Path) -> None:
    shown = text_of(open_page("targets", city="demo", year="2026"))
    assert "本年度尚在进行" in shown and "没有达到界限的保守迹象" in shown
    assert "还有 295 天" in shown and "没有完成证据" not in shown
    sheet = table_with(open_page("department", city="demo", year="2026", dept="a1"), "难度 δ*")
    assert sheet["状态"] == ["尚未报告（年度未结束）"]
    assert sheet["完成分"] == [""] and sheet["失分"] == [""] and sheet["进展"] == ["未报"]


def test_counts_of_states_add_up_to_the_counted_targets(tiny_work: Path) -> None:
    table = table_with(open_page("targets", **YEAR), "应催报")
    total = table["类别"].index("各类合计")
    states = ("完成", "正常", "落后", "逾期", "未报")
    assert sum(int(table[name][total]) for name in states) == 5
    assert all(int(table[n][total]) == sum(map(int, table[n][:total])) for n in states)


# --- the department's page -------------------------------------------------------------------------------


def test_every_step_of_a_target_is_visible(tiny_work: Path) -> None:
    test = open_page("department", **YEAR, dept="a1", target="t1")
    how = dict(zip(*table_with(test, "步骤", "怎样得来").values(), strict=True))
    assert how["采用的版本"] == "第 2 轮"
    assert how["权重 w"] == "填报 10，占本部门该项 60.0%"
    assert how["计分点"] == "零分线：0%（未填，按办法）；目标值：95%；挑战值：99%"
    assert how["年终结果"] == "96%（1 份计入的报告）"
    assert how["难度 δ"] == "评审难度中位数 60 → δ = 1.0200"
    assert how["得失"].startswith("0.6000 × 101.00 × 1.0123 = 61.34 分，因未满 100 失 0.00 分")
    assert how["进展"] == "完成（截至 2026-03-31）"


def test_the_sheet_names_what_was_lost_and_what_was_found(tiny_work: Path) -> None:
    sheet = table_with(open_page("department", **YEAR, dept="b2"), "失分")
    at = sheet["目标"].index("投诉控制在3.2件以内")
    assert sheet["失分"][at] == "50.60" and sheet["完成分"][at] == "0.00" and sheet["难度 δ*"][at] == "1.0123"
    assert sheet["迹象与问题"][at] == "目标值3.2，上年实际3.1。；没有写明措施。"
    assert sheet["状态"][sheet["目标"].index("未定事项")] == "未批准"
    assert sheet["实际值"][sheet["目标"].index("营商环境改善")] == "5 人评判"


@pytest.mark.parametrize(
    ("target", "step", "expected"),
    [
        ("t2", "年终结果", "没有报告。"),
        ("t4", "完成度 c", "88.00（去一高一低平均）"),
        ("t5", "年终结果", "未批准"),
        ("t3", "计分点", "目标值：3.2件；越低越好；未达到即为零分"),
    ],
)
def test_kinds_of_targets_have_their_own_steps(
    tiny_work: Path, target: str, step: str, expected: str
) -> None:
    viewer, release = office()
    rows = data_targets.targets(viewer, release, *HERE)
    row = rows[rows["target_id"] == target].to_dict("records")[0]
    steps = target_lists.steps(ZH, row, {})
    said = dict(zip(steps["步骤"], steps["怎样得来"], strict=True))
    assert said[step] == expected
    assert ("完成度 c" in said) == (target != "t5")


def test_a_late_milestone_says_how_late(tiny_work: Path) -> None:
    viewer, release = office()
    rows = data_targets.targets(viewer, release, *HERE)
    row = rows[rows["target_id"] == "t6"].to_dict("records")[0]
    assert "90.00（晚 10 天，逐日扣分）" in target_lists.steps(ZH, row, {})["怎样得来"].tolist()


# --- the target book -------------------------------------------------------------------------------------


def test_nothing_is_made_before_somebody_asks(tiny_work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books, "_make", lambda *_: pytest.fail("a book was made on page load"))
    test = open_page("targets", **YEAR)
    assert not test.exception
    assert not [b for b in test.get("download_button") if "责任书" in b.proto.label]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_book_is_made_on_click_from_the_release(tiny_work: Path, lang: str) -> None:
    test = open_page("targets", **YEAR, unit="a1", lang=lang)
    test.button(key="make_excel").click().run()
    assert not test.exception
    _, kind, name, content = test.session_state[books.MADE]
    assert kind == "excel" and name.endswith(".xlsx")
    sheet = load_workbook(io.BytesIO(content)).active
    words = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert "办结率达到95%" in words and "MARKREVIEW" not in "".join(words)
    assert not [word for word in words if "3.2件" in word]  # nothing of another department
    test.button(key="make_word").click().run()
    _, kind, name, content = test.session_state[books.MADE]
    tables = Document(io.BytesIO(content)).tables
    titles = [row.cells[1].text for table in tables for row in table.rows[1:]]
    assert kind == "word" and sorted(titles) == ["办结率达到95%", "新建平台上线"]


def test_all_or_nothing_stands_in_the_book_of_the_city(tiny_work: Path) -> None:
    test = open_page("targets", **YEAR)
    test.button(key="make_excel").click().run()
    sheet = load_workbook(io.BytesIO(test.session_state[books.MADE][3])).active
    values = [row[4] for row in sheet.iter_rows(min_row=5, values_only=True)]
    assert [value for value in values if value and "未达到即为零分" in value and value.startswith("3.2件")]


@pytest.mark.parametrize(("lang", "words"), [("zh", "做 PDF 需要 Chromium"), ("en", "A PDF needs Chromium")])
def test_without_a_browser_the_pdf_says_why_and_the_others_work(
    tiny_work: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: str
) -> None:
    monkeypatch.setenv("YARDSTICK_BROWSER", "no-such-browser")
    test = open_page("targets", **YEAR, unit="a1", lang=lang)
    test.button(key="make_pdf").click().run()
    assert not test.exception
    said = [e.proto.body for e in test.get("html") if 'role="alert"' in e.proto.body]
    assert len(said) == 1 and words in said[0]
    test.button(key="make_word").click().run()
    assert isinstance(test.session_state[books.MADE][3], bytes)


def test_a_department_without_approved_targets_has_no_book(tiny_work: Path) -> None:
    test = open_page("targets", **YEAR, unit="a2")
    test.button(key="make_word").click().run()
    assert not test.exception and "没有审定的目标" in text_of(test)


# --- words, figure, export -------------------------------------------------------------------------------


def test_signs_of_numbers() -> None:
    assert target_lists.signed(0.04, 1) == "0.0" and target_lists.signed(-0.04, 1) == "0.0"
    assert target_lists.signed(1.25, 2) == "+1.25" and target_lists.signed(-3, 1) == "−3.0"
    assert (
        target_lists.change(ZH, 0.05, "amount") == "+5.0%"
        and target_lists.change(EN, -0.2, "rate") == "−0.20 pt"
    )
    assert target_lists.change(ZH, None, "rate") == ""


def test_a_year_is_running_until_its_last_day(tiny_work: Path) -> None:
    frame = pd.DataFrame({"as_of_date": [pd.Timestamp("2025-12-31")]})
    assert target_words.is_running(frame, 2025) and not target_words.is_running(frame, 2024)
    assert not target_words.is_running(frame.head(0), 2025)


def test_the_figure_shows_each_reported_target_once(tiny_work: Path) -> None:
    viewer, release = office()
    rows = drawn(data_targets.targets(viewer, release, *HERE))
    assert set(rows["target_id"]) == {"t1", "t3"}
    figure = ambition_figure(rows, {"t3"}, None, ZH, False)
    assert [(trace.name, list(trace.y)) for trace in figure.data] == [
        ("没有迹象 1", [101.0]),
        ("有保守迹象 1", [0.0]),
    ]
    assert figure.data[0].x[0] == 75.0
    assert set(drawn(data_targets.targets(viewer, release, *HERE), "b2")["target_id"]) == {"t3"}


def test_exported_lists_have_every_target_and_no_formula(tiny_work: Path) -> None:
    viewer, release = office()
    rows = data_targets.targets(viewer, release, *HERE)
    table = target_lists.compared(ZH, rows, {})
    assert len(table) == len(mart(tiny_work, "target_results").query("year == 2025"))
    text = export.csv_bytes(table.assign(x="=1+1")).decode("utf-8-sig")
    assert "'=1+1" in text and "\n=" not in text
