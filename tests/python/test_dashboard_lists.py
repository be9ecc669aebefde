"""Pages of lists (grades, uses, feedback, archive): what they say, and who may not see what."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import tiny_release
import tiny_uses
from streamlit.testing.v1 import AppTest
from test_dashboard_pages import APP, PAGES, open_page, tables_of, text_of

from dashboard import access, cards, data, data_uses, export, lists, markup, records, sentences, ui
from dashboard.wording import Words

pytest_plugins = ("tiny_release",)
ZH, EN = Words("zh"), Words("en")
RELEASE = "draft-20260101T080000000000Z"
YEAR = {"city": "demo", "year": "2025"}
SECRETS = ("MARKOPINION", "MARKOTHER", "MARKPERSON")

View = Callable[[str, str | None], access.Viewer]


@pytest.fixture()
def view_as(tiny_work: Path, monkeypatch: pytest.MonkeyPatch) -> View:
    """Be somebody of a role, with an edition for it that holds everything: the pages alone must guard."""

    def become(role: str, department: str | None = None) -> access.Viewer:
        release = tiny_work / "releases" / RELEASE
        if not (release / role).exists():
            (release / role).symlink_to(release / "office")
        manifest = json.loads((release / "manifest.json").read_text())
        manifest["audiences"] = ["office", role]
        (release / "manifest.json").write_text(json.dumps(manifest))
        viewer = access.Viewer(role, department, "somebody")
        monkeypatch.setattr(ui, "viewer", lambda: viewer)
        return viewer

    return become


def visit(page: str, **params: str) -> AppTest:
    """Any page for any role, whatever its first page is."""
    test = AppTest.from_file(APP, default_timeout=30)
    test.switch_page(f"views/{page}.py")
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def office() -> tuple[access.Viewer, data.Release]:
    viewer = access.SINGLE_USER
    release = data.open_release(viewer)
    assert release is not None
    return viewer, release


def test_the_tiny_release_has_the_columns_of_the_contracts(tiny_work: Path) -> None:
    """A renamed column of a mart must fail here before a page goes empty."""
    contracts, frames = tiny_release.contracts(), tiny_release.marts()
    unknown = {name: set(frame.columns) - set(contracts[name]) for name, frame in frames.items()}
    assert not {name: columns for name, columns in unknown.items() if columns}
    with duckdb.connect() as connection:
        for name in frames:
            path = tiny_work / "releases" / RELEASE / "office" / f"{name}.parquet"
            columns = connection.execute(f"describe select * from '{path}'").fetchall()
            assert {column[0] for column in columns} == set(contracts[name]), name


# --- grades ---------------------------------------------------------------------------------------------


def test_a_tie_at_the_cut_is_said_in_exact_words(tiny_work: Path) -> None:
    bodies = [element.proto.body for element in open_page("grades", **YEAR).get("html")]
    shown = "".join(bodies)
    assert "第 2 名与第 3 名总分同为 <b>86.00</b>，" in shown
    assert "，名额 1 个，按并列规则（all_up）2 个部门都评为<b>良好</b>" in shown
    assert "同分的是市乙二局、市乙三局" in shown
    assert "余数相同" in text_of(open_page("grades", city="demo", year="2024"))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"n_holders": 0, "decided_by": "tie_policy"},
            "按并列规则（all_down）都不评为<b>良好</b>，实评 0 个",
        ),
        ({"n_holders": 2, "decided_by": "tie_policy"}, "按并列规则（all_up）2 个部门都评为<b>良好</b>"),
        (
            {"n_holders": 2, "decided_by": "tie_policy", "places_open": 3},
            "名额 3 个，按并列规则（all_down）都不评为<b>良好</b>，实评 2 个",
        ),
        ({"n_holders": 1, "decided_by": "tie_keys"}, "按并列次序（tie_keys）先比目标绩效，1 个部门评为"),
        (
            {"n_holders": 3, "decided_by": "tie_policy", "n_tied_at_cut": 3},
            "第 2 名至第 4 名总分同为 <b>86.00</b>",
        ),
    ],
)
def test_each_way_to_decide_a_tie_has_its_words(changes: dict[str, Any], expected: str) -> None:
    row = {
        "category_id": "economic",
        "grade_id": "good",
        "places": 1,
        "places_open": 1,
        "n_tied_at_cut": 2,
        "cut_total": 90.0 if changes["n_holders"] == 0 else 86.0,
        "next_in_line_total": 86.0,
        "is_tie": True,
        "remainder_tie": False,
        "key_zh": "目标绩效",
        "key_en": "Targets",
    }
    departments = pd.DataFrame(
        {
            "category_id": "economic",
            "total": [90.0, 86.0, 86.0],
            "category_rank": [1, 2, 2],
            "name_zh": list("甲乙丙"),
        }
    )
    places = pd.DataFrame([row | changes])
    said = sentences.ties(ZH, places, departments, {"good": "良好"}, {"economic": "经济"})
    assert len(said) == 1 and expected in said[0]


def test_every_decision_stands_with_document_and_effect(tiny_work: Path) -> None:
    test = open_page("grades", dept="a1", **YEAR)
    found = tables_of(test)
    on_grades = next(table for table in found if "效果" in table)
    assert on_grades["部门"] == ["市甲三局", "市乙一局", "市乙四局", "市甲一局"]
    assert on_grades["决定"] == ["取消评优资格", "降等", "申诉改定", "晋等（名额之外）"]
    assert on_grades["效果"][1] == "等次：优秀 → 达标" and on_grades["效果"][3] == "没有产生效果"
    assert set(on_grades["文号"]) == {tiny_uses.DOCUMENT}
    others = next(table for table in found[found.index(on_grades) + 1 :] if "决定" in table)
    admonished = next(table for table in found if list(table) == ["部门", "总分", "事由", "条款"])
    assert admonished["部门"] == ["市乙四局"] and admonished["总分"] == ["76.00"]
    assert sorted(others["决定"]) == ["该项不适用：日常考核", "调整目标：t1"]
    trace = found[-1]
    assert trace["步骤"] == ["1", "2", "3", "4", "5", "6"] and trace["条款"][1] == "条款一"


def test_places_on_the_page_equal_the_mart(tiny_work: Path) -> None:
    viewer, release = office()
    places = data.grade_places(viewer, release, "demo", 2025)
    table = tables_of(open_page("grades", **YEAR))[0]
    assert table["线上总分"] == [f"{total:.2f}" for total in places["cut_total"]]
    assert table["评出"] == [str(n) for n in places["n_holders"]]
    assert any("2 个同分，并列规则" in words for words in table["线上怎样分出"])


def test_carried_and_unfilled_places_are_said() -> None:
    row = {
        "category_id": "economic",
        "grade_id": "good",
        "n_eligible": 9,
        "places": 1,
        "places_open": 3,
        "n_holders": 2,
        "cut_total": 90.0,
        "next_in_line_total": None,
        "is_tie": False,
        "n_tied_at_cut": 0,
        "decided_by": "enough_places",
    }
    table = lists.places(ZH, pd.DataFrame([row]), {"economic": "经济"}, {"good": "良好"})
    assert table["线上怎样分出"].tolist() == ["名额够用；上一等次转来 2 个名额；空缺 1 个"]


def test_who_is_admonished_stands_with_the_step_that_did_it() -> None:
    """Step 1 where a limit did it, the later step where a decision did."""
    rows = pd.DataFrame(
        {
            "name_zh": ["甲", "乙"],
            "total": [54.26, 80.0],
            "reason_zh": "总分 54.26，低于诫勉线 55",
            "clause": "诫勉分数线",
            "grade_changed_by": [None, "grade_override"],
        }
    )
    table = lists.admonished(ZH, rows)
    assert table["事由"].tolist() == ["总分 54.26，低于诫勉线 55", "申诉改定：见上表的决定"]
    assert table["条款"].tolist() == ["诫勉分数线", ""]


def test_a_closed_grade_is_not_called_missing_points() -> None:
    row = pd.Series(
        {"points_to_next": -2.5, "next_grade_id": "excellent", "points_to_fall": None, "is_near_cut": False}
    )
    assert cards._margins(ZH, row, {"excellent": "优秀"}) == ["总分高于优秀线 <b>2.50</b> 分，因有限制未评"]


def test_a_freed_place_is_not_called_a_decision(tiny_work: Path) -> None:
    """Overview, department and grades speak of a refill, not of a grade changed by decision."""
    shown = text_of(open_page("overview", city="demo", year="2024"))
    assert "递补为良好" in shown and "市乙三局**等次经决定调整" not in shown
    shown = text_of(open_page("department", city="demo", year="2024", dept="b3"))
    assert "按名次为达标，递补空出的名额" in shown and "经决定调整" not in shown
    test = open_page("grades", city="demo", year="2024")
    assert "递补空出的名额（1 个）" in text_of(test) and "没有关于等次的决定" in text_of(test)
    assert "经决定调整" in text_of(open_page("department", city="demo", year="2025", dept="b1"))


def test_open_appeals_make_the_result_provisional(tiny_work: Path) -> None:
    assert "有 1 件申诉未答复，结果为暂定" in text_of(open_page("overview", **YEAR))
    assert "Provisional: open appeals 1" in text_of(open_page("uses", lang="en", **YEAR))
    assert "暂定" not in text_of(open_page("overview", city="demo", year="2024"))


# --- uses -----------------------------------------------------------------------------------------------


def test_measures_stand_with_state_document_clause_and_basis(tiny_work: Path) -> None:
    test = open_page("uses", **YEAR)
    shown, found = text_of(test), tables_of(test)
    assert "对考评结果倒数的部门要提醒谈话（原文）" in shown and "假设，文件未写明" in shown
    talk, adjusted, barred = found[:3]
    assert talk["部门"] == ["市乙四局"] and talk["状态"] == ["尚无执行记录"]
    assert adjusted["状态"] == ["已执行"] and adjusted["文号"] == [tiny_uses.DOCUMENT]
    assert adjusted["上年名称"] == ["市乙四局"] and adjusted["执行日期"] == ["2026-02-20"]
    assert barred["状态"] == ["尚无执行记录", "相抵触：主要负责人当年考核为优秀"]
    assert "study_tour 1" in shown  # a measure that only the rule book knows
    assert "13/10" in shown


def test_findings_come_first_and_contradictions_before_what_is_due(tiny_work: Path) -> None:
    said = next(
        element for element in open_page("uses", **YEAR).get("html") if "ys-lines" in element.proto.body
    )
    lines = said.proto.body.split("<li>")[1:]
    assert "不得评优，但被考核为优秀" in lines[0] and "超出公务员优秀名额" in lines[1]
    assert "有执行记录，但按结果不应有" in lines[2] and tiny_uses.DOCUMENT in lines[2]
    assert all("应执行而没有执行记录" in line for line in lines[3:]) and len(lines) == 5


def test_raised_quotas_come_first_and_all_are_in_the_export(tiny_work: Path) -> None:
    viewer, release = office()
    quotas = data_uses.quotas(viewer, release, "demo", 2025)
    table = lists.quotas(ZH, quotas, {"excellent": "优秀"})
    assert len(table) == len(tiny_release.NAMES) and table.iloc[0]["部门"] == "市甲一局"
    assert table.set_index("部门").loc["市甲五局", "优秀名额（人）"] == "人数未报"
    assert "超过名额 1 人" in table.set_index("部门").loc["市乙二局", "问题"]
    on_page = [found for found in tables_of(open_page("uses", **YEAR)) if "优秀名额（人）" in found]
    assert on_page[0]["部门"] == ["市甲一局"] and on_page[0]["优秀名额（人）"] == ["8"]
    assert len(on_page[1]["部门"]) == len(tiny_release.NAMES) - 1


def test_what_was_published_differently_is_shown_side_by_side(tiny_work: Path) -> None:
    table = next(found for found in tables_of(open_page("uses", **YEAR)) if "原始文件" in found)
    assert (
        table["总分"] == ["92.10 → 92.60"] and table["名次"] == ["相同"] and table["等次"] == ["达标 → 良好"]
    )


# --- feedback -------------------------------------------------------------------------------------------


def test_feedback_figures_equal_the_mart(tiny_work: Path) -> None:
    viewer, release = office()
    row = data_uses.feedback_summary(viewer, release, "demo", 2025).iloc[0]
    shown = text_of(open_page("feedback", **YEAR))
    assert f"{row['answered_in_time_share'] * 100:.1f}%" in shown and "66.7%" in shown and "33.3%" in shown
    for words in ("2 / 3 项", "按主题词归类", "已下达待答复", "截至 2026-03-15", "逾期未答复 2"):
        assert words in shown, words
    assert "没有到期的" in text_of(open_page("feedback", city="demo", year="2024"))


def test_an_opinion_is_shown_word_for_word(tiny_work: Path) -> None:
    test = open_page("feedback", unit="a1", **YEAR)
    table = next(found for found in tables_of(test) if "意见原文" in found)
    assert tiny_uses.OPINION in table["意见原文"]
    assert table["主题来历"] == ["主题词“排队”", "随意见报送", "未分类"]
    assert not [element for element in test.markdown if "MARKOPINION" in element.value]  # never as markup
    chosen = open_page("feedback", unit="a1", theme="办事效率", **YEAR)
    table = next(found for found in tables_of(chosen) if "意见原文" in found)
    assert table["意见原文"] == ["排队时间太长"]
    raw = export.csv_bytes(pd.DataFrame({"意见原文": ["=1+1", "@x", tiny_uses.OPINION]}))
    assert pd.read_csv(io.BytesIO(raw))["意见原文"].tolist() == ["'=1+1", "'@x", tiny_uses.OPINION]


def test_rectifications_can_be_filtered_and_the_overdue_come_with_earlier_years(tiny_work: Path) -> None:
    test = open_page("feedback", state="closed", **YEAR)
    late, before, listed = tables_of(test)[:3]
    assert (
        late["部门"] == ["市甲一局"] and late["逾期天数"] == ["43"] and late["状态"] == ["被退回重办，逾期"]
    )
    assert before["逾期天数"] == ["800"] and listed["部门"] == ["市乙二局"]
    assert "2023 年度" in text_of(test)
    recurring = next(found for found in tables_of(test) if "去年整改（项）" in found)
    assert recurring["部门"] == ["市甲一局"] and recurring["去年整改（项）"] == ["1"]


# --- archive --------------------------------------------------------------------------------------------


def test_the_archive_follows_a_person_over_posts_and_a_group_over_years(tiny_work: Path) -> None:
    table = tables_of(open_page("archive", by="person", person="p1", **YEAR))[0]
    assert table["年度"] == ["2025", "2024"] and table["部门"] == ["市甲一局", "市乙四局"]
    assert table["部门结果"][0] == "93.00 分 · 第 1 名（共 4 个） · 优秀"
    assert (
        table["随之而来的事项"][0] == "公务员优秀名额：按提高后的比例、奖励：已执行、study_tour：尚无执行记录"
    )
    assert table["任职期间"] == ["2025-01-01 至 今", "2020-03-01 至 2024-12-31"]
    test = open_page("archive", dept="a1", **YEAR)
    assert tables_of(test)[0]["姓名"] == [tiny_uses.PERSON] and "2025 年度 · 93.00 分" in text_of(test)
    unnamed = open_page("archive", by="person", person="p2", **YEAR)
    assert not unnamed.exception and "没有总分" in text_of(unnamed) and "待定" in text_of(unnamed)


# --- nothing there --------------------------------------------------------------------------------------


def test_pages_survive_marts_without_a_row(tiny_work: Path) -> None:
    folder = tiny_work / "releases" / RELEASE / "office"
    with duckdb.connect() as connection:
        frames = tiny_release.marts()
        for name in [*tiny_uses.lists(tiny_release.NAMES), "grade_trace", "grade_places"]:
            frame = frames[name].iloc[:0]
            tiny_release.write_mart(connection, name, frame, folder / f"{name}.parquet")
    for at, page in enumerate(("grades", "department", "uses", "feedback", "archive")):
        test = open_page(page, lang=("zh", "en")[at % 2], **YEAR)
        assert not test.exception, page
        assert "None" not in text_of(test) and ">nan<" not in text_of(test)


# --- who may see what -----------------------------------------------------------------------------------


def test_pages_of_the_roles() -> None:
    pages = {
        role: [page for page in PAGES if access.may_open(access.Viewer(role, "a2"), page)]
        for role in ("office", "leader", "department", "researcher", "admin")
    }
    assert pages["office"] == list(PAGES)
    assert pages["leader"] == ["overview", "grades", "department", "consistency", "survey", "uses", "trends"]
    assert pages["department"] == ["department", "feedback"]
    assert pages["researcher"] == ["trends", "robustness"] and pages["admin"] == []


@pytest.mark.parametrize("role", ["leader", "department", "researcher"])
def test_no_marker_reaches_a_role_that_may_not_see_it(view_as: View, role: str) -> None:
    """Every address tried, with every choice forged: opinions, names and other departments stay behind."""
    view_as(role, "a2" if role == "department" else None)
    forged = {"unit": "a1", "dept": "a1", "person": "p1", "by": "person", "theme": "服务态度"}
    for page in PAGES:
        test = visit(page, **YEAR, **forged)
        assert not test.exception, page
        shown = text_of(test)
        assert not [secret for secret in SECRETS if secret in shown], page
        if role == "department":
            assert "市甲一局" not in shown and "市乙四局" not in shown, page


def test_the_office_sees_names_in_the_archive_only_and_texts_on_the_feedback_page_only(
    tiny_work: Path,
) -> None:
    for page in PAGES:
        shown = text_of(open_page(page, unit="a1", dept="a1", **YEAR))
        assert ("MARKPERSON" in shown) is (page == "archive"), page
        assert ("MARKOPINION" in shown) is (page == "feedback"), page
        assert "MARKOTHER" not in shown, page


def test_a_department_reads_its_own_opinions_and_rectifications_only(view_as: View) -> None:
    view_as("department", "a1")
    test = visit("feedback", unit="b2", **YEAR)
    assert not test.exception
    shown = text_of(test)
    assert "MARKOPINION" in shown and "MARKOTHER" not in shown and "市乙二局" not in shown
    assert "全部部门" not in shown and "320" not in shown
    options = [box.options for box in test.selectbox if box.label == "部门"]
    assert all(list(names) == ["市甲一局（综合）"] for names in options)


@pytest.mark.parametrize("department", [None, "", "a2"])
def test_queries_refuse_what_a_department_may_not_ask(view_as: View, department: str | None) -> None:
    """The guard stands in the query as well: no department, another's, or all at once."""
    viewer = view_as("department", department)
    release = data.open_release(viewer)
    assert release is not None
    asked: list[Callable[[], object]] = [
        lambda: data_uses.opinions(viewer, release, "demo", 2025, "a1"),
        lambda: data_uses.decisions(viewer, release, "demo", 2025),
        lambda: data_uses.decisions(viewer, release, "demo", 2025, "a1"),
        lambda: data_uses.measures(viewer, release, "demo", 2025),
        lambda: data_uses.appeals(viewer, release, "demo", 2025, "a1"),
        lambda: data_uses.themes(viewer, release, "demo", 2025),
        lambda: data_uses.rectifications(viewer, release, "demo", 2025, "a1"),
        lambda: data_uses.overdue(viewer, release, "demo", 2025),
        lambda: data_uses.feedback_summary(viewer, release, "demo", 2025),
        lambda: data_uses.quotas(viewer, release, "demo", 2025),
        lambda: data_uses.findings(viewer, release, "demo", 2025),
        lambda: data_uses.published_differences(viewer, release, "demo", 2025),
        lambda: data_uses.refills(viewer, release, "demo", 2025),
        lambda: data_uses.people(viewer, release, "demo"),
        lambda: data_uses.archive(viewer, release, "demo", "department", "a2"),
    ]
    for ask in asked:
        with pytest.raises(access.AccessDenied):
            ask()


@pytest.mark.parametrize("role", ["leader", "researcher"])
def test_leader_and_researcher_get_neither_texts_nor_the_archive(view_as: View, role: str) -> None:
    viewer = view_as(role, None)
    release = data.open_release(viewer)
    assert release is not None
    with pytest.raises(access.AccessDenied):
        data_uses.opinions(viewer, release, "demo", 2025, "a1")
    with pytest.raises(access.AccessDenied):
        data_uses.people(viewer, release, "demo")


# --- pieces ---------------------------------------------------------------------------------------------


def test_table_cells_are_escaped_and_numbers_keep_two_decimals() -> None:
    frame = pd.DataFrame(
        {"g": ["a", "a", "b"], "<x>": ["<script>", "*b*", None], "n": [1, 2.5, None]}, dtype=object
    )
    html = markup.table(frame, 'a "label"', group="g")
    assert "&lt;script&gt;" in html and "<script>" not in html and "*b*" in html and "&lt;x&gt;" in html
    assert (
        html.count('class="group"') == 2 and ">2.50<" in html and 'aria-label="a &quot;label&quot;"' in html
    )


def test_department_sheet_holds_the_path_from_raw_row_to_grade(tiny_work: Path) -> None:
    test = open_page("department", dept="a1", **YEAR)
    found, shown = tables_of(test), text_of(test)
    assert "从原始数据到等次" in shown and "意见建议 3 条（按主题）" in shown
    trace, decisions, appeals, measures, themes, demanded = found[3:9]
    assert "条款" in trace and decisions["文号"] == [tiny_uses.DOCUMENT] * 2
    assert appeals["状态"] == ["未答复，逾期 30 天"] and appeals["提出"] == ["2025-06-05（逾期提出）"]
    assert measures["事项"] == ["公务员优秀名额", "奖励"] or set(measures["事项"]) == {
        "公务员优秀名额",
        "奖励",
    }
    assert themes["主题"] == ["办事效率", "服务态度", "未分类"] and demanded["状态"] == ["被退回重办，逾期"]
    assert "整改要求" not in demanded  # the demand may quote an opinion: feedback page only


def test_codes_that_no_wording_knows_stand_for_themselves() -> None:
    assert ZH.coded("measure_unheard_of", "unheard_of") == "unheard_of"
    assert records.themes_in_words(EN, "unsorted、服务态度") == "unsorted, 服务态度"
