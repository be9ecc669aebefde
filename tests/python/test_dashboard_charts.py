"""Figures and exports without a server: frames in, marks and files out."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from openpyxl import load_workbook
from tiny_release import marts

from dashboard import cards, export, sentences, tables, theme
from dashboard.charts.bullets import target_bullets
from dashboard.charts.consistency import interval_dots, rank_scatter, rho_years
from dashboard.charts.cuts import cut_figure
from dashboard.charts.dots import component_dots
from dashboard.charts.strip import strip_plot
from dashboard.charts.years import component_course, grade_strip, lineage, rank_lines
from dashboard.wording import Words

ZH, EN = Words("zh"), Words("en")


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    found = marts()
    departments = found["department_years"]
    for column in ("total", "total_before", "total_change"):
        departments[column] = departments[column].astype(float)
    names = found["category_names"].set_index("category_id")
    departments["category_zh"] = departments["category_id"].map(names["name_zh"])
    departments["category_en"] = departments["category_id"].map(names["name_en"])
    return found


def year_of(frames: dict[str, pd.DataFrame], year: int) -> pd.DataFrame:
    rows = frames["department_years"].query("city_id == 'demo' and year == @year")
    return rows.sort_values(["category_id", "category_rank"])


def new_grades(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    return frames["scheme_grades"].query("scheme_id == 'new'")


def test_strip_has_one_mark_per_ranked_department_with_colour_and_shape(frames) -> None:
    departments = year_of(frames, 2025)
    places = frames["grade_places"].query("year == 2025 and city_id == 'demo'")
    figure = strip_plot(departments, places, new_grades(frames), ZH, dark=False)
    by_name = {trace.name: trace for trace in figure.data}
    drawn = sum(len(by_name[name].x) for name in ("优秀", "良好", "达标", "诫勉") if name in by_name)
    assert drawn == departments["category_rank"].notna().sum()
    assert by_name["优秀"].marker.symbol == "star" and by_name["优秀"].marker.color == "#0B4F8A"
    assert by_name["诫勉"].marker.symbol == "triangle-down" and by_name["诫勉"].marker.color == "#C4560A"
    assert len(by_name[ZH("near_cut")].x) == departments["is_near_cut"].sum()
    dark = strip_plot(departments, places, new_grades(frames), ZH, dark=True)
    assert {trace.name: trace for trace in dark.data}["优秀"].marker.color == "#2F7FD0"


def test_strip_names_the_first_and_the_last_of_each_category(frames) -> None:
    figure = strip_plot(
        year_of(frames, 2024), frames["grade_places"].query("year == 2024"), new_grades(frames), ZH, False
    )
    said = " ".join(note.text for note in figure.layout.annotations)
    assert all(
        name in said for name in ("市甲二局 92.00", "市甲五局 79.00", "市乙一局 91.00", "垂直一局 87.00")
    )


def test_strip_survives_a_year_without_results(frames) -> None:
    empty = frames["grade_places"].iloc[:0]
    assert strip_plot(year_of(frames, 2026), empty, new_grades(frames), ZH, False).layout.height


def test_cuts_part_the_holders_from_the_rest_and_name_who_was_moved(frames) -> None:
    departments = year_of(frames, 2025).query("category_id == 'economic'")
    places = frames["grade_places"].query("city_id == 'demo' and year == 2025 and category_id == 'economic'")
    figure = cut_figure(departments, places, new_grades(frames), ZH, False)
    said = [note.text for note in figure.layout.annotations]
    assert "<b>降等：优秀 → 达标</b>" in said and "<b>申诉改定：达标 → 诫勉</b>" in said
    assert "优秀线 90.00" in said and "良好线 86.00" in said
    lines = sorted(shape.y0 for shape in figure.layout.shapes)
    assert lines == [0.5, 2.5]  # rows 3, 2, 1, 0: below the first, and below both that tie
    by_keys = departments.assign(
        grade_by_rank=[
            "pass" if department == "b3" else grade
            for department, grade in zip(
                departments["department_id"], departments["grade_by_rank"], strict=True
            )
        ]
    )
    figure = cut_figure(by_keys, places, new_grades(frames), ZH, False)
    assert sorted(shape.y0 for shape in figure.layout.shapes) == [1.5, 2.5]  # a decided tie is cut in two
    assert cut_figure(departments.iloc[:0], places, new_grades(frames), ZH, True).layout.height


def test_dots_stand_beside_category_and_last_year(frames) -> None:
    rows = frames["component_years"].query("city_id == 'demo' and year == 2025 and department_id == 'a1'")
    figure = component_dots(rows, ZH, False)
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["本年"].x) == list(rows.query("component_id != 'total'")["score"])
    assert traces["上年"].marker.symbol == "circle-open"
    assert any("第 2 名（共 5 个）" in note.text for note in figure.layout.annotations)
    missing = frames["component_years"].query("year == 2025 and department_id == 'a5'")
    assert any("缺资料" in note.text for note in component_dots(missing, ZH, False).layout.annotations)


def test_bullets_show_reached_and_missed_by_shape_too(frames) -> None:
    rows = frames["target_positions"].assign(title="办结率达到95%")
    worse = rows.assign(achievement=90.0, actual_to_target=0.9)
    figure = target_bullets(pd.concat([rows, worse]), ZH, False)
    shapes = {trace.name: trace.marker.symbol for trace in figure.data if trace.name}
    assert shapes["已完成"] == "circle" and shapes["未完成"] == "triangle-down"


def test_intervals_carry_verdict_hollow_dot_and_tick(frames) -> None:
    rows = frames["consistencies"].query("year == 2025 and pair == 'social'")
    rows = rows.assign(category_zh=rows["category_id"], category_en=rows["category_id"])
    figure = interval_dots(rows, ZH, False)
    symbols = {trace.name: trace.marker.symbol for trace in figure.data if trace.mode == "markers"}
    assert symbols == {"未去掉自身": "circle-open", "构成上必然的部分": "line-ns", "去掉自身后": "circle"}
    assert "方向相反" in figure.layout.annotations[0].text


def test_scatter_names_only_the_discordant(frames) -> None:
    ranks = frames["department_consistency"].query(
        "year == 2025 and pair == 'social' and category_id == 'general'"
    )
    ranks = ranks.assign(name_zh=ranks["department_id"], name_en=ranks["department_id"])
    figure = rank_scatter(ranks, "social", ZH, False)
    named = [text for trace in figure.data if trace.mode == "markers+text" for text in trace.text]
    assert named == ranks.loc[ranks["is_discordant"], "department_id"].tolist()


def test_no_line_joins_two_schemes_without_a_mark(frames) -> None:
    runs = frames["runs"].query("city_id == 'demo'")
    history = frames["department_years"].query("city_id == 'demo'")
    ids = lineage(history, "a1", 2025)
    assert ids == {2023: "a1", 2024: "a1", 2025: "a1", 2026: "a1"}
    figure = rank_lines(history, runs, "general", ids, ZH, False)
    assert [shape.x0 for shape in figure.layout.shapes] == [2023.5]
    for trace in figure.data:
        if trace.mode == "lines" and trace.line.dash == "solid":
            pairs = zip(trace.x[::3], trace.x[1::3], strict=True)
            assert all((start, end) != (2023, 2024) for start, end in pairs)
    course = frames["trends"].query(
        "city_id == 'demo' and category_id == 'general' and component_id == 'daily'"
    )
    for trace in component_course(course, runs, ZH, False).data:
        assert not {2023, 2024} <= set(trace.x)
    pooled = frames["consistencies"].query("category_id.isna()", engine="python")
    assert rho_years(pooled, runs, ZH, False).layout.shapes[-1].x0 == 2023.5


def test_grade_strip_writes_the_grade_into_the_cell(frames) -> None:
    history = frames["department_years"].query("city_id == 'demo'")
    runs = frames["runs"].query("city_id == 'demo'")
    figure = grade_strip(history, frames["scheme_grades"], runs, "economic", "b1", ZH, False)
    letters = {trace.name: set(trace.text) for trace in figure.data}
    assert letters["优秀"] == {"优"} and letters["诫勉"] == {"诫"} and letters["未评等次"] == {"–"}
    english = grade_strip(history, frames["scheme_grades"], runs, "economic", "b1", EN, True)
    assert {"E", "G", "P", "A", "–"} == {text for trace in english.data for text in trace.text}


def test_grade_looks_hold_whatever_a_scheme_calls_its_grades() -> None:
    row = {"grade_id": "tier_a", "grade_order": 1, "is_pass": False, "is_admonition": False}
    assert theme.mark_of(row) is theme.BEST
    assert theme.mark_of(row | {"grade_order": 3}) is theme.GOOD
    assert theme.mark_of(row | {"grade_order": 4, "is_pass": True}) is theme.PASS


def test_csv_has_a_bom_and_no_cell_that_runs(frames) -> None:
    ledger = tables.ledger(ZH, frames["daily_ledger"])
    raw = export.csv_bytes(ledger)
    assert raw.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(raw), dtype=str)
    assert back.loc[0, "依据"] == "'=1+1" and back.loc[0, "分值"] == "−0.50"
    for start in "=+-@":
        assert export.harmless(f"{start}1").startswith("'")


def test_workbook_reads_back_and_prints_on_a4(frames) -> None:
    departments = year_of(frames, 2025)
    table = tables.overview(ZH, departments, cards.grade_names(ZH, new_grades(frames)))
    raw = export.xlsx_bytes(table, "总览", "版本 1", ("第", "页，共"))
    sheet = load_workbook(io.BytesIO(raw)).active
    assert sheet["A1"].value == "总览" and sheet["A2"].value == "版本 1" and sheet.freeze_panes == "A4"
    assert sheet.page_setup.paperSize == "9" or sheet.page_setup.paperSize == 9
    back = pd.read_excel(io.BytesIO(raw), header=2)
    assert back["总分"].dropna().tolist() == departments["total"].dropna().tolist()
    assert sheet["E4"].number_format == "0.00" and isinstance(sheet["E4"].value, int | float)


def test_sentences_speak_from_their_rows(frames) -> None:
    summary = frames["year_summaries"].query("city_id == 'demo' and year == 2025").iloc[0]
    counts = frames["grade_counts"].query("city_id == 'demo' and year == 2025")
    names = cards.grade_names(EN, new_grades(frames))
    said = sentences.overview(EN, summary, counts, names, False, "final")
    assert f"{summary['mean_total']:.2f}" in said and said.endswith("approved.")
    pooled = frames["consistencies"].query("year == 2025 and category_id.isna()", engine="python")
    assert "方向相反" in sentences.consistency(ZH, pooled) and "不是不一致" in sentences.consistency(
        ZH, pooled
    )
