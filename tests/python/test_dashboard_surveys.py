"""The page on surveys: what it says and draws, what it never shows, who may open it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import tiny_release
import tiny_surveys
from test_dashboard_lists import View, office, view_as, visit  # noqa: F401 (fixture)
from test_dashboard_pages import STATES, open_page, tables_of, text_of

from dashboard import access, data, data_surveys, export, survey_lists
from dashboard.charts import surveys
from dashboard.wording import Words

pytest_plugins = ("tiny_release",)
ZH, EN = Words("zh"), Words("en")
RELEASE = "draft-20260101T080000000000Z"
YEAR = {"city": "demo", "year": "2025"}
LAST = {"city": "demo", "year": "2024"}
HIDDEN_NUMBER, HIDDEN_COUNT = (
    77.77,
    987654321,
)  # a number that a hidden cell would have, if somebody put it into the mart
MARTS = tuple(tiny_surveys.marts(tiny_release.NAMES))


def test_the_sentence_says_what_the_rows_say(tiny_work: Path) -> None:
    viewer, release = office()
    row = data_surveys.evaluations(viewer, release, "demo", 2024).iloc[0]
    shown = text_of(open_page("survey", **LAST))
    assert f"收回 <b>{row['n_returned']}</b> 张票（回收率 {row['return_rate'] * 100:.1f}%）" in shown
    assert f"平均 <b>{row['score_mean']:.2f}</b> 分，标准误的中位数 <b>{row['se_median']:.2f}</b> 分" in shown
    assert "<b>代表委员</b>评分最高（84.25），<b>市民代表</b>最低（81.50）" in shown
    assert "与其他渠道明显不同：纸质高 4.50 分" in shown and "<b>1</b> 个部门名次变动，最多 1 位" in shown
    shown = text_of(open_page("survey", lang="en", **YEAR))
    assert "without a score: <b>1</b>" in shown and "channels do not clearly differ" in shown


def test_an_evaluation_of_few_people_speaks_only_as_a_whole(tiny_work: Path) -> None:
    test = open_page("survey", eval="leader", dept="a1", **YEAR)
    shown = text_of(test)
    assert "不单列各层面的评分" in shown and "全填同一选项的票" in shown and "很少，不显示" in shown
    own = tables_of(test)[0]
    assert own["说明"] == ["不足 10 票，不显示", "不显示，以免推出不足 10 票的层面"]
    assert own["平均得分"] == ["", ""] and own["有效票"] == ["", ""]
    every = tables_of(test)[1]
    assert "评议得分" in every and "主要领导" not in every and "没有可比的渠道" in shown


def test_hidden_cells_say_so_and_empty_ones_too(tiny_work: Path) -> None:
    test = open_page("survey", dept="a2", **YEAR)
    every = next(table for table in tables_of(test) if "市民代表" in table)
    cells = dict(zip(every["部门"], every["代表委员"], strict=True))
    assert cells["市甲二局"] == "样本不足，不显示" and cells["市甲五局"] == "没有票"
    assert cells["市甲一局"] == f"{tiny_surveys.SCORE['a1'] + 2:.2f}"
    channels = next(table for table in tables_of(test) if "填答渠道" in table)
    assert channels["有效票"] == ["200", "", ""] and "不足 10 票，不显示" in channels["说明"]


def test_figures_on_the_page_equal_the_marts(tiny_work: Path) -> None:
    viewer, release = office()
    scores = data_surveys.scores(viewer, release, "demo", 2025, "social")
    test = open_page("survey", **YEAR)
    found = tables_of(test)
    every = next(table for table in found if "满意率" in table)
    assert every["评议得分"] == [f"{s:.2f}" if pd.notna(s) else "" for s in scores["score"]]
    fate = next(table for table in found if "去向" in table)
    assert fate["去向"][-2:] == ["不了解", "计分"] and fate["格数"] == [str(n * 10) for n in range(7)]
    sample = next(table for table in found if "参与计分的部门" in table)
    assert sample["参与计分的部门"] == ["9/10", "9/10"] and sample["平均得分"] == ["81.50", "84.25"]
    filled = next(table for table in found if "去除宽严的名次" in table)
    moved = dict(zip(filled["部门"], filled["去除宽严的名次"], strict=True))
    assert moved["市甲一局"] == "上升 1 位" and moved["市甲二局"] == "名次不变" and moved["市甲五局"] == ""
    assert "未注明日期的 50 张" in text_of(test)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("evaluation", ["social", "leader", "'; drop table runs"])
def test_the_leader_reads_the_page_in_every_state(view_as: View, state: str, evaluation: str) -> None:  # noqa: F811
    view_as("leader", None)
    test = visit("survey", lang=("zh", "en")[len(state) % 2], eval=evaluation, **STATES[state])
    assert not test.exception
    shown = text_of(test)
    assert not [leak for leak in ("<NA>", "NaT", ">nan<", "nan%", "None") if leak in shown]


@pytest.mark.parametrize(("role", "department"), [("department", "a1"), ("researcher", None)])
def test_the_page_is_for_office_and_leader(view_as: View, role: str, department: str | None) -> None:  # noqa: F811
    may = {name for name in access.role_pages() if access.may_open(access.Viewer(name), "survey")}
    assert may == {"office", "leader"}
    viewer = view_as(role, department)
    shown = text_of(visit("survey", **YEAR))  # not registered: the role's own first page opens
    assert "评议人宽严" not in shown and "市民代表" not in shown
    release = data.open_release(viewer)
    assert release is not None
    here = (viewer, release, "demo", 2025)
    with pytest.raises(access.AccessDenied):
        data_surveys.evaluations(*here)
    for ask in ("returns", "groups", "scores", "channels", "days", "screening"):
        with pytest.raises(access.AccessDenied):
            getattr(data_surveys, ask)(*here, "social")


def _numbers(frame: pd.DataFrame) -> str:
    return frame.to_csv() + export.csv_bytes(frame).decode("utf-8-sig")


@pytest.mark.parametrize("evaluation", ["social", "leader"])
def test_a_number_in_a_hidden_cell_reaches_neither_page_nor_figure_nor_file(
    tiny_work: Path, evaluation: str
) -> None:
    """The mart has no such number; should it ever have one, the page still must not show it."""
    frame = tiny_release.marts()["survey_group_results"]
    hidden = frame["is_suppressed"]
    for column in ("mean_score", "se", "interval_low", "interval_high", "difference", "n_ballots"):
        frame.loc[hidden, column] = HIDDEN_NUMBER if column != "n_ballots" else HIDDEN_COUNT
    path = tiny_work / "releases" / RELEASE / "office" / "survey_group_results.parquet"
    with duckdb.connect() as connection:
        tiny_release.write_mart(connection, "survey_group_results", frame, path)
    viewer, release = office()
    for department in tiny_release.NAMES:
        test = open_page("survey", dept=department, eval=evaluation, **YEAR)
        assert not test.exception
        shown = text_of(test)
        assert "77.77" not in shown and str(HIDDEN_COUNT) not in shown, department
    groups = data_surveys.groups(viewer, release, "demo", 2025, evaluation)
    scores = data_surveys.scores(viewer, release, "demo", 2025, evaluation)
    own = groups[groups["department_id"] == tiny_surveys.HIDDEN_IN]
    score: dict[str, Any] = scores[scores["department_id"] == tiny_surveys.HIDDEN_IN].iloc[0].to_dict()
    drawn = surveys.group_dots(own, score, ZH, False).to_json()
    assert "77.77" not in drawn and str(HIDDEN_COUNT) not in drawn
    for table in (survey_lists.departments(ZH, scores, groups), survey_lists.of_department(ZH, own)):
        assert "77.77" not in _numbers(table) and str(HIDDEN_COUNT) not in _numbers(table)
        sheet = export.xlsx_bytes(table, "x", "y", ("", ""))
        assert "77.77" not in pd.read_excel(io.BytesIO(sheet), header=2).to_csv()


def test_group_dots_draw_what_is_shown_and_name_what_is_not() -> None:
    rows = tiny_release.marts()["survey_group_results"].query("year == 2024 and evaluation_id == 'social'")
    own = rows[rows["department_id"] == "a1"]
    figure = surveys.group_dots(own, {"score": 91.25}, EN, dark=True)
    dots = next(trace for trace in figure.data if trace.mode == "markers")
    assert list(dots.x) == [90.25, 93.25] and "above the other groups" in dots.text[1]
    hidden = tiny_release.marts()["survey_group_results"].query("year == 2025 and department_id == 'a2'")
    figure = surveys.group_dots(hidden[hidden["evaluation_id"] == "social"], {"score": None}, ZH, False)
    assert [note.text for note in figure.layout.annotations] == ["样本不足，不显示"] * 2


def test_bounds_and_days_follow_their_rows(tiny_work: Path) -> None:
    viewer, release = office()
    scores = data_surveys.scores(viewer, release, "demo", 2025, "social")
    general = scores[scores["category_id"] == "general"]
    figure = surveys.bounds(general, "a1", ZH, False)
    band, sure, dots = figure.data
    assert len(dots.x) == 4  # nobody rated a5
    assert band.x[0] == scores["score_low"].iloc[0] and band.x[1] == scores["score_high"].iloc[0]
    assert (
        sure.x[0] == scores["interval_low"].iloc[0] and figure.layout.yaxis.ticktext[0] == "<b>市甲一局</b>"
    )
    days = data_surveys.days(viewer, release, "demo", 2025, "social")
    line = surveys.day_line(days[days["submitted_on"].notna()], ZH, False).data[0]
    assert list(line.x) == [0, 1] and list(line.y) == [100, 400] and "2025-11-04：当日 300 张" in line.text[1]


def test_pages_survive_surveys_without_a_row(tiny_work: Path) -> None:
    folder = tiny_work / "releases" / RELEASE / "office"
    frames = tiny_surveys.marts(tiny_release.NAMES)
    with duckdb.connect() as connection:
        for name in ("survey_channels", "survey_days", "survey_screening", "survey_returns"):
            tiny_release.write_mart(connection, name, frames[name].iloc[:0], folder / f"{name}.parquet")
    test = open_page("survey", lang="en", **YEAR)
    assert not test.exception and "None" not in text_of(test)
    with duckdb.connect() as connection:
        nobody = frames["survey_evaluations"].assign(
            n_returned=0, n_scored=0, score_mean=None, se_median=None
        )
        path = folder / "survey_evaluations.parquet"
        tiny_release.write_mart(connection, "survey_evaluations", nobody, path)
        data.st.cache_data.clear()
    assert "没有收到评议票" in text_of(open_page("survey", **YEAR))
    assert "没有评议" in text_of(open_page("survey", city="lone", year="2025"))
