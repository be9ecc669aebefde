"""Pages without a browser: every page, in both languages, in every state that a year can be in."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from google.protobuf.json_format import MessageToJson
from streamlit.testing.v1 import AppTest

from dashboard import access, ui
from dashboard.wording import Words

pytest_plugins = ("tiny_release",)
APP = str(Path(__file__).resolve().parents[2] / "dashboard" / "app.py")
STATES = {
    "normal": {"city": "demo", "year": "2024", "dept": "a1"},
    "first_year": {"city": "demo", "year": "2023", "dept": "b2"},
    "incomplete_department": {"city": "demo", "year": "2025", "dept": "a5"},
    "tie_at_the_cut": {"city": "demo", "year": "2025", "dept": "b2"},
    "one_department_category": {"city": "demo", "year": "2025", "dept": "v1"},
    "unfinished_year": {"city": "demo", "year": "2026", "dept": "a1"},
    "no_consistency": {"city": "lone", "year": "2025", "dept": "a1"},
    "bad_values": {"city": "nowhere", "year": "abc", "dept": "'; drop table runs"},
}
PAGES = (
    "overview",
    "grades",
    "department",
    "targets",
    "consistency",
    "survey",
    "uses",
    "feedback",
    "archive",
    "trends",
    "robustness",
)


def open_page(page: str, **params: str) -> AppTest:
    test = AppTest.from_file(APP, default_timeout=30)
    if page != "overview":
        test.switch_page(f"views/{page}.py")
    for name, value in params.items():
        test.query_params[name] = value
    return test.run()


def text_of(test: AppTest) -> str:
    """Everything the browser would get, as text."""

    def collect(node: Any) -> Iterator[str]:
        if hasattr(node, "proto") and node.proto is not None:
            yield MessageToJson(node.proto, ensure_ascii=False)
        for child in getattr(node, "children", {}).values():
            yield from collect(child)

    return "\n".join(collect(test.main))


class _Tables(HTMLParser):
    """Tables of `st.html` elements as {heading: cells}; group rows are left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[list[str], list[list[str]]]] = []
        self.cell: list[str] | None = None
        self.is_group = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append(([], []))
        elif tag == "tr":
            self.is_group = ("class", "group") in attrs
            if self.found and not self.is_group:
                self.found[-1][1].append([])
        elif tag in ("th", "td"):
            self.cell = []

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self.cell is not None and not self.is_group:
            text = "".join(self.cell)
            (self.found[-1][0] if tag == "th" else self.found[-1][1][-1]).append(text)
        if tag in ("th", "td"):
            self.cell = None


def tables_of(test: AppTest) -> list[dict[str, list[str]]]:
    parser = _Tables()
    for element in test.get("html"):
        parser.feed(element.proto.body)
    return [
        {name: [row[at] for row in rows if row] for at, name in enumerate(head)}
        for head, rows in parser.found
    ]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_runs_in_every_state(tiny_work: Path, state: str, lang: str) -> None:
    test = open_page("overview", lang=lang, **STATES[state])
    for page in PAGES:
        if page != "overview":
            test.switch_page(f"views/{page}.py")
            test.run()
        assert not test.exception, page
        assert len(test.title) == 1, page
        shown = text_of(test)
        for leaked in ("<NA>", "NaT", ">nan<", "nan ", "None"):
            assert leaked not in shown, (page, leaked)


def test_bad_values_fall_back_and_the_url_is_completed(tiny_work: Path) -> None:
    test = open_page("overview", **STATES["bad_values"])
    assert {name: test.query_params[name] for name in ("city", "year", "lang")} == {
        "city": "demo",
        "year": "2026",
        "lang": "zh",
    }


def test_numbers_on_the_pages_equal_the_marts(tiny_work: Path) -> None:
    release = tiny_work / "releases" / "draft-20260101T080000000000Z" / "office"
    summary = (
        pd.read_parquet(release / "year_summaries.parquet")
        .query("city_id == 'demo' and year == 2025")
        .iloc[0]
    )
    shown = text_of(open_page("overview", city="demo", year="2025"))
    assert f"{summary['mean_total']:.2f}" in shown
    counts = pd.read_parquet(release / "grade_counts.parquet").query("city_id == 'demo' and year == 2025")
    for number in counts["n_departments"]:
        assert f"{number} 个" in shown
    row = (
        pd.read_parquet(release / "department_years.parquet")
        .query("year == 2025 and department_id == 'a2'")
        .iloc[0]
    )
    shown = text_of(open_page("department", city="demo", year="2025", dept="a2"))
    rank = f"第 {int(row['category_rank'])} 名（共 {int(row['n_ranked'])} 个）"
    assert f"{row['total']:.2f}" in shown and rank in shown
    assert f"{row['points_to_next']:.2f}" in shown


def test_states_are_said_in_words(tiny_work: Path) -> None:
    assert "没有总分，因为缺少：社会评议" in text_of(
        open_page("department", city="demo", year="2025", dept="a5")
    )
    assert "只有一个部门" in text_of(open_page("department", city="demo", year="2025", dept="v1"))
    assert "2 个部门同分并列" in text_of(open_page("department", city="demo", year="2025", dept="b2"))
    assert "无上年数据" in text_of(open_page("department", city="demo", year="2023", dept="a1"))
    assert "尚未产生等次" in text_of(open_page("overview", city="demo", year="2026"))
    assert "按名次为优秀，经决定调整" in text_of(open_page("department", city="demo", year="2025", dept="b1"))


def test_attention_is_at_most_eight_lines_most_serious_first(tiny_work: Path) -> None:
    test = open_page("overview", city="demo", year="2025")
    links = [element.proto.label for element in test.get("page_link")]
    assert len(links) == 8 and "评为诫勉" in links[0] and "连续两年" in links[1]
    assert "另有 1 项" in text_of(test)


def test_not_significant_is_never_called_inconsistent(tiny_work: Path) -> None:
    shown = text_of(open_page("consistency", city="demo", year="2025"))
    assert "看不出关系" in shown and "不是不一致" in shown
    assert "明显不一致" not in shown
    english = text_of(open_page("consistency", city="demo", year="2025", lang="en"))
    assert "inconsistent" not in english.lower()


def test_every_deduction_stands_with_its_record(tiny_work: Path) -> None:
    test = open_page("department", city="demo", year="2025", dept="a1")
    records, _, _, trace = tables_of(test)[:4]
    assert records["日期"] == ["2025-03-05", "2025-06-01"]
    assert records["分值"] == ["−0.50", "+1.00"]
    assert "申诉未决，暂不计" in records["是否计入"]
    assert "总分 93.00，本类第 1 位" in " ".join(trace["事由"])


def test_banner_names_draft_version_sample_and_single_user(tiny_work: Path) -> None:
    shown = text_of(open_page("overview"))
    for words in ("草稿", "20260101-0800", "样本数据", "单机模式"):
        assert words in shown


def test_no_release_says_what_to_run(tiny_work: Path) -> None:
    (tiny_work / "releases" / "current.json").unlink()
    test = open_page("overview")
    assert not test.exception and "make build" in test.error[0].value


def test_a_new_release_is_noticed_without_restart(tiny_work: Path) -> None:
    from tiny_release import write_release

    test = open_page("overview")
    assert "20260101-0800" in text_of(test)
    write_release(tiny_work, "draft-20260202T093000000000Z")
    test.run()
    assert "20260202-0930" in text_of(test) and "20260101-0800" not in text_of(test)


def test_the_watcher_asks_for_a_rerun_when_another_release_is_on_show(tiny_work: Path, monkeypatch) -> None:
    asked, watch = [], inspect.unwrap(ui.watch_release)
    monkeypatch.setattr(ui.st, "rerun", lambda: asked.append(True))
    watch("draft-20260101T080000000000Z")
    assert not asked
    watch("an older one")
    assert asked


@pytest.mark.parametrize("role", [None, "", "nobody", "admin", "leader", "researcher", "department"])
def test_a_role_without_an_edition_sees_no_data(tiny_work: Path, monkeypatch, role: str | None) -> None:
    monkeypatch.setattr(ui, "viewer", lambda: access.Viewer(role, "a1", "somebody"))
    test = AppTest.from_file(APP, default_timeout=20).run()
    assert not test.exception
    shown = text_of(test)
    assert test.error and "市甲一局" not in shown and "93.00" not in shown


def test_a_department_cannot_open_anothers_sheet(tiny_work: Path, monkeypatch) -> None:
    release = tiny_work / "releases" / "draft-20260101T080000000000Z"
    (release / "department").symlink_to(release / "office")
    manifest = json.loads((release / "manifest.json").read_text())
    manifest["audiences"].append("department")
    (release / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setattr(ui, "viewer", lambda: access.Viewer("department", "a2", "somebody"))
    test = AppTest.from_file(APP, default_timeout=20)
    test.query_params["dept"] = "a1"
    test.run()
    assert not test.exception and "市甲二局" in text_of(test)
    assert "市甲一局" not in text_of(test)
    with pytest.raises(access.AccessDenied):
        access.require_department(access.Viewer("department", "a2"), "a1")


def test_the_page_refuses_beyond_this_machine_without_login(tiny_work: Path) -> None:
    from streamlit import config

    config.set_option("server.address", "0.0.0.0")
    test = AppTest.from_file(APP, default_timeout=20).run()
    assert "拒绝启动" in test.error[0].value and "Refused" in test.error[0].value
    assert "市甲一局" not in text_of(test)


def test_words_of_numbers() -> None:
    zh, en = Words("zh"), Words("en")
    assert (
        zh.rank(3, 12) == "第 3 名（共 12 个）"
        and en.rank(3, 12) == "3rd of 12"
        and en.rank(11, 12) == "11th of 12"
    )
    assert zh.places(3) == "上升 3 位" and zh.places(-3) == "下降 3 位" and zh.places(0) == "名次不变"
    assert zh.points(3) == "3.00" and zh.percent(81.25) == "81.2%" and zh.number(5521.0) == "5521"
    assert zh.change(None) == "无上年数据" and zh.change(0.004) == "与上年持平"
