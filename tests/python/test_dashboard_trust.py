"""How sure is it: the pages that carry intervals, probabilities, movements and limits, by role and state."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import tiny_release
import tiny_trust
from test_dashboard_lists import View, office, view_as, visit  # noqa: F401 (fixture)
from test_dashboard_pages import STATES, open_page, tables_of, text_of

from dashboard import access, data, data_trust, outlook, trust_lists
from dashboard.charts.certainty import caterpillar, probability_bars, weight_dots
from dashboard.wording import Words

pytest_plugins = ("tiny_release",)
ZH, EN = Words("zh"), Words("en")
RELEASE = "draft-20260101T080000000000Z"
YEAR = {"city": "demo", "year": "2025"}
PAGES = ("overview", "grades", "consistency", "trends", "robustness")
NAMES = {key: zh for key, zh, _ in tiny_release.GRADES}
GRADES = pd.DataFrame(
    [
        {
            "scheme_id": "new",
            "grade_id": key,
            "name_zh": zh,
            "name_en": en,
            "grade_order": n + 1,
            "is_pass": n == 2,
            "is_admonition": n == 3,
        }
        for n, (key, zh, en) in enumerate(tiny_release.GRADES)
    ]
)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", ["leader", "researcher"])
def test_every_role_reads_its_pages_in_every_state(view_as: View, role: str, state: str) -> None:  # noqa: F811
    viewer = view_as(role, None)
    for at, page in enumerate(PAGES):
        if access.may_open(viewer, page):
            test = visit(page, lang=("zh", "en")[at % 2], **STATES[state])
            assert not test.exception, page
            shown = text_of(test)
            assert not [leak for leak in ("<NA>", "NaT", ">nan<", "nan%", "None") if leak in shown], page


def test_robustness_is_for_office_and_researcher(view_as: View) -> None:  # noqa: F811
    may = {role: access.may_open(access.Viewer(role), "robustness") for role in access.role_pages()}
    assert {role for role, allowed in may.items() if allowed} == {"office", "researcher"}
    viewer = view_as("leader", None)
    shown = text_of(visit("robustness", **YEAR))  # not registered: the leader's first page opens
    assert ZH("ranks_weights") not in shown and ZH("weights_title") not in shown
    release = data.open_release(viewer)
    assert release is not None
    with pytest.raises(access.AccessDenied):
        data_trust.effective_weights(viewer, release, "demo", 2025)


def test_a_department_gets_only_its_own_outlook(view_as: View) -> None:  # noqa: F811
    viewer = view_as("department", "a1")
    release = data.open_release(viewer)
    assert release is not None
    own = data_trust.outlook(viewer, release, "demo", 2025, "a1")
    assert own["department_id"].tolist() == ["a1"]
    asked: list[Callable[[], object]] = [
        lambda: data_trust.outlook(viewer, release, "demo", 2025),
        lambda: data_trust.outlook(viewer, release, "demo", 2025, "a2"),
        lambda: data_trust.probabilities(viewer, release, "demo", 2025),
        lambda: data_trust.probabilities(viewer, release, "demo", 2025, "a2"),
        lambda: data_trust.effective_weights(viewer, release, "demo", 2025),
        lambda: data_trust.limits(viewer, release, "demo", 2025),
        lambda: data_trust.moved(viewer, release, "demo", 2025),
        lambda: data_trust.changes(viewer, release, "demo"),
        lambda: data_trust.contradictions(viewer, release, "demo", 2025, "social"),
    ]
    for ask in asked:
        with pytest.raises(access.AccessDenied):
            ask()


def mart(work: Path, name: str) -> pd.DataFrame:
    frame = pd.read_parquet(work / "releases" / RELEASE / "office" / f"{name}.parquet")
    return frame.query("city_id == 'demo' and year == 2025")


# --- robustness -----------------------------------------------------------------------------------------


def test_numbers_on_the_robustness_page_equal_the_marts(tiny_work: Path) -> None:
    found = tables_of(open_page("robustness", **YEAR))
    table = pd.DataFrame(found[0]).set_index("部门")
    sure = mart(tiny_work, "grade_outlook").set_index("department_id")
    chances = mart(tiny_work, "grade_probabilities").set_index(["department_id", "grade_id"])["probability"]
    kept = mart(tiny_work, "weight_perturbation").set_index("department_id")
    assert len(table) == len(sure)
    for department, row in sure.iterrows():
        shown = table.loc[tiny_release.NAMES[department][0]]
        low, high = int(row["rank_low"]), int(row["rank_high"])
        assert shown["名次区间（换票）"] == (f"{low}–{high}" if low < high else str(low))
        assert shown["总分标准误（分）"] == f"{row['se_total']:.2f}"
        assert shown["等次重现（换票）"] == f"{chances[department, row['grade_id']] * 100:.1f}%"
        assert shown["等次不变（换权重）"] == f"{kept.loc[department, 'grade_kept_share'] * 100:.1f}%"
        assert float(shown["名次中位数（换权重）"]) == kept.loc[department, "rank_median"]
    weights = mart(tiny_work, "effective_weights")
    shown = pd.DataFrame(found[1])
    expected = [f"{v * 100:.1f}%" if pd.notna(v) else "无" for v in weights["effective_share"]]
    assert sorted(shown["实际影响"]) == sorted(expected)
    assert int((shown["提示"] != "").sum()) == int(weights["alarm"].sum()) > 0


def test_the_robustness_sentence_counts_from_its_rows(tiny_work: Path) -> None:
    shown = text_of(open_page("robustness", **YEAR))
    n, sure = len(mart(tiny_work, "grade_outlook")), mart(tiny_work, "grade_probabilities")
    assert f"{n} 个等次中 <b>{int((sure['probability'] == 1).sum())}</b> 个次次相同" in shown
    assert "最不稳的是市甲一局（优秀 <b>65.5%</b>）" in shown and "市甲二局（<b>78.5%</b> 不变）" in shown
    compared = mart(tiny_work, "effective_weights").dropna(subset=["nominal_share", "effective_share"])
    assert f"{len(compared)} 处份额中有 <b>{int(compared['alarm'].sum())}</b> 处" in shown
    none = text_of(open_page("robustness", city="lone", year="2025"))
    assert "没有可以重抽的评议票" in none and "换一组权重" in none
    assert "还没有部门评出等次" in text_of(open_page("robustness", city="demo", year="2026"))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7])
@pytest.mark.parametrize("is_drawn", [True, False])
def test_figures_hold_for_categories_of_any_size(n: int, is_drawn: bool) -> None:
    """A mark for each department, a line only where there are draws, shares that fill the bar."""
    rows = pd.DataFrame(
        {
            "department_id": [f"d{i}" for i in range(n)],
            "name_zh": [f"部门{i}" for i in range(n)],
            "category_rank": range(1, n + 1),
            "n_ranked": n,
            "grade_id": "good",
            "is_near_cut": [i == 0 for i in range(n)],
            "probability": 0.6 if is_drawn else None,
            "grade_kept_share": 1.0 if is_drawn else None,
            "rank_median": 1.5 if is_drawn else None,
            **{k: 1 if is_drawn else None for k in ("rank_low", "weights_low")},
            **{k: n if is_drawn else None for k in ("rank_high", "weights_high")},
        }
    )
    chances = pd.DataFrame(
        [
            {"department_id": f"d{i}", "grade_id": grade, "probability": share}
            for i in range(n if is_drawn else 0)
            for grade, share in (("good", 0.6), ("pass", 0.4), ("excellent", 0.0))
        ],
        columns=["department_id", "grade_id", "probability"],
    )
    bars = probability_bars(rows, chances, GRADES, ZH, False)
    assert [trace.name for trace in bars.data] == (["● 良好", "◆ 达标"] if is_drawn else [])
    if is_drawn:
        assert sum(sum(trace.x) for trace in bars.data) == pytest.approx(100 * n)
        assert bars.data[0].text[0] == "● 60.0%" and bars.data[0].marker.color == "#4C8BC8"
    assert "⚠" in bars.layout.yaxis.ticktext[0] and "⚠" not in "".join(bars.layout.yaxis.ticktext[1:])
    figure = caterpillar(rows, GRADES, ZH, True)
    marks = {trace.name: trace for trace in figure.data}
    assert list(marks["良好"].x) == list(range(1, n + 1))
    assert (ZH("ranks_ballots") in marks) is is_drawn and (ZH("median_weights") in marks) is is_drawn


def test_effective_weights_show_the_alarm_by_shape_and_word() -> None:
    rows = pd.DataFrame(
        {
            "category_id": ["a", "a", "a", "b"],
            "category_zh": ["甲类", "甲类", "甲类", "乙类"],
            "name_zh": ["目标", "日常", "创新", "目标"],
            "nominal_share": [0.4, 0.3, None, 0.4],
            "effective_share": [0.85, 0.31, 0.02, None],
            "alarm": [True, False, False, False],
            "n": [9, 9, 9, 1],
        }
    )
    figure = weight_dots(rows, ZH, False)
    marks = {trace.name: trace for trace in figure.data if trace.name}
    assert (
        list(marks["实际影响（偏离过多）"].x) == [85.0]
        and marks["实际影响（偏离过多）"].marker.symbol == "square"
    )
    assert list(marks["实际影响"].x) == [31.0, 2.0] and list(marks["名义份额"].x) == [40.0, 30.0, 40.0]
    said = [note.text for note in figure.layout.annotations]
    assert said == ["85.0% · <b>远高于份额</b>", "31.0%", "2.0%", "算不出"]
    assert trust_lists.weights(ZH, rows)["名义份额"].tolist() == ["40.0%", "30.0%", "加分项", "40.0%"]


# --- grades, overview -----------------------------------------------------------------------------------


def test_grades_carry_margins_in_points_and_standard_errors(tiny_work: Path) -> None:
    test = open_page("grades", cat="general", **YEAR)
    table = next(found for found in tables_of(test) if ZH("above_next_grade") in found)
    row = {name: values[table["部门"].index("市甲二局")] for name, values in table.items()}
    assert row["距上一等次"] == "0.40（1.6）"
    assert row["高出下一等次"] == "1.75（7.0）"
    moved = open_page("grades", cat="economic", **YEAR)
    table_moved = next(found for found in tables_of(moved) if "高出下一等次" in found)
    assert table_moved["等次"][0] == "达标（按名次优秀）"  # margins are counted from the grade by rank
    assert row["提醒"] == "⚠ 贴近等次线" and row["名次区间（换票）"] == "1–3"
    lone = open_page("grades", city="lone", year="2025")
    table = next(found for found in tables_of(lone) if ZH("above_next_grade") in found)
    assert "没有可以重抽的评议票" in text_of(lone) and "1.75" in table[ZH("above_next_grade")]


def test_what_lies_behind_a_new_grade_is_said_in_words(tiny_work: Path) -> None:
    test = open_page("grades", **YEAR)
    table = next(found for found in tables_of(test) if "变化的性质" in found)
    said = dict(zip(table["部门"], table["变化的性质"], strict=True))
    moved = mart(tiny_work, "grade_outlook").query("movement != 'unchanged' and movement.notna()")
    assert set(said) == {tiny_release.NAMES[department][0] for department in moved["department_id"]}
    assert said["市甲二局"] == "填票误差之内：换一批人填票，34.5% 仍是上年的优秀"
    assert said["市乙一局"] == "决定所致（今年或上年）"
    assert said["市甲一局"].startswith("超出填票误差")
    first = tables_of(open_page("grades", city="demo", year="2023"))
    assert not [found for found in first if "变化的性质" in found]


def test_caps_short_of_admonition_stand_with_their_clause(tiny_work: Path) -> None:
    table = next(found for found in tables_of(open_page("grades", **YEAR)) if "最高可评" in found)
    assert table["部门"] == ["市乙二局"] and table["最高可评"] == ["良好"] and table["条款"] == ["条款四"]
    assert table["事由"] == ["目标绩效得分 62.8，低于 70"]


def test_the_first_screen_says_whether_it_can_be_believed(tiny_work: Path) -> None:
    shown = text_of(open_page("overview", **YEAR))
    moved = mart(tiny_work, "grade_outlook")["movement"].value_counts()
    assert "能信多少：换一批人填票" in shown
    for kind, words in (
        ("override", "决定所致"),
        ("within_noise", "填票误差之内"),
        ("beyond_noise", "超出填票误差"),
    ):
        assert f"{words} {moved[kind]}" in shown
    assert "与上年不同" not in text_of(open_page("overview", city="demo", year="2023"))
    assert "能信多少" not in text_of(open_page("overview", city="demo", year="2026"))


def test_the_trace_shows_its_evidence_in_words() -> None:
    from dashboard import tables

    row = {"step": 2, "rule": "places", "grade_before": None, "grade_after": None, "clause": None}
    row |= {
        "evidence": "N=14; rounding=each",
        "evidence_zh": "基数 14；各等次分别四舍五入",
        "evidence_en": "base 14",
    }
    assert tables.trace(ZH, pd.DataFrame([row]), {})["依据"].tolist() == ["基数 14；各等次分别四舍五入"]
    assert tables.trace(EN, pd.DataFrame([row]), {})["Evidence"].tolist() == ["base 14"]


# --- consistency, trends --------------------------------------------------------------------------------


def test_consistencies_carry_p_and_heterogeneity_and_name_who_contradicts(tiny_work: Path) -> None:
    test = open_page("consistency", pair="social", **YEAR)
    shown, found = text_of(test), tables_of(test)
    assert "置换检验 p 0.012，校正后 0.024" in shown and "p &lt; 0.001" not in shown
    assert "Q = 7.21（2 类有系数），p 0.027" in shown
    cells = next(table for table in found if "置换检验 p" in table)
    assert cells["类别"] == ["各类合并", "综合", "经济"] and cells["校正后 p"] == ["0.024", "", ""]
    named = next(table for table in found if "哪边靠前" in table)
    assert named["部门"] == ["市甲一局", "市乙一局"] and set(named["哪边靠前"]) == {ZH("axis_x_social")}


def test_a_change_of_rank_is_split_and_adds_up() -> None:
    row = {"rank_change": 3, "rank_by_own": 1.0, "rank_by_peers": 2.0, "rank_by_scheme": 0.0}
    assert outlook.rank_change(ZH, row) == "下降 3 位：自身成绩降 1 位、同类部门降 2 位"
    assert outlook.rank_change(EN, row) == "down 3: own results 1 down, peers 2 down"
    row = {"rank_change": -1, "rank_by_own": 0.5, "rank_by_peers": -1.833333, "rank_by_scheme": 1 / 3}
    assert (
        outlook.rank_change(ZH, row) == "上升 1 位：自身成绩降 0.5 位、同类部门升 1.83 位、新办法降 0.33 位"
    )
    assert outlook.rank_change(ZH, dict.fromkeys(row, 0)) == "名次不变"
    assert outlook.rank_change(ZH, dict.fromkeys(row)) == "不可比"


def test_trends_tell_what_each_year_was_made_of(tiny_work: Path) -> None:
    table = next(found for found in tables_of(open_page("trends", dept="a2", **YEAR)) if "总分" in found)
    assert table["年度"] == ["2026", "2025", "2024"] and table["总分"][0] == "不可比"
    assert table["总分"][1:] == ["比上年高 0.60 分", "比上年高 3.00 分：成绩 +2.25 分、新办法 +0.75 分"]
    assert table["名次"][1] == "下降 1 位：自身成绩降 0.5 位、同类部门降 0.5 位"
    assert table["等次"][1].startswith("优秀 → 良好：填票误差之内")
    lost = next(found for found in tables_of(open_page("trends", dept="a5", **YEAR)) if "总分" in found)
    assert lost["总分"][1] == "不可比" and lost["名次"][1] == "不可比"


# --- nothing there --------------------------------------------------------------------------------------


def test_pages_survive_trust_marts_without_a_row(tiny_work: Path) -> None:
    folder, frames = tiny_work / "releases" / RELEASE / "office", tiny_release.marts()
    with duckdb.connect() as connection:
        for name in tiny_trust.marts(frames["department_years"]):
            tiny_release.write_mart(connection, name, frames[name].iloc[:0], folder / f"{name}.parquet")
    for at, page in enumerate(PAGES):
        test = open_page(page, lang=("zh", "en")[at % 2], **YEAR)
        assert not test.exception, page
        assert not re.search(r"None|nan%|>nan<", text_of(test)), page


# --- the sheet of one department ------------------------------------------------------------------------


def test_a_departments_sheet_says_how_sure_its_grade_is(tiny_work: Path) -> None:
    viewer, release = office()

    def lines(city: str, department: str, **changes: Any) -> str:
        rows = data_trust.outlook(viewer, release, city, 2025, department).assign(**changes)
        chances = data_trust.probabilities(viewer, release, city, 2025, department)
        return "\n".join(outlook.department(ZH, rows, chances, GRADES))

    said = lines("demo", "a2")
    assert "★ 优秀 34.5%、● 良好 65.5%" in said and "名次 <b>1–3</b>，总分标准误 0.25 分" in said
    assert "距优秀还差 <b>0.40 分（1.6 个标准误）</b>" in said and "等次不变的占 78.5%" in said
    assert "等次与上年不同：填票误差之内" in said and "贴近等次线" in said
    closed = lines("demo", "a2", points_to_next=-0.4, se_to_next=-1.6)
    assert "总分高于优秀线 <b>0.40 分（1.6 个标准误）</b>，因有限制未评" in closed
    assert "按名次所得的优秀计" in lines("demo", "b1") and "按名次" not in said
    assert outlook.share(ZH, -0.0003) == "0.0%" and outlook.share(ZH, -0.153) == "-15.3%"
    assert "没有可以重抽的评议票" in lines("lone", "a2") and lines("demo", "a5") == ""


def test_the_part_of_the_sheet_has_a_heading_and_nothing_without_a_grade(tiny_work: Path) -> None:
    from streamlit.testing.v1 import AppTest

    def sheet(department: str) -> AppTest:
        body = f"""
            from dashboard import data, sure, ui
            page = ui.open_page("department")
            grades = data.grades(page.viewer, page.release, page.run["scheme_id"])
            sure.show(page, "{department}", grades)
        """
        test = AppTest.from_string("\n".join(line.strip() for line in body.splitlines()), default_timeout=30)
        for name, value in YEAR.items():
            test.query_params[name] = value
        return test.run()

    shown = sheet("a2")
    assert not shown.exception and [h.value for h in shown.header] == ["等次有多稳"]
    assert "65.5%" in text_of(shown)
    assert not sheet("a5").header
