"""Years side by side: the highlighted rank line, the grade strip, the course of a component."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.charts.consistency import mark_schemes, year_axis
from dashboard.frames import Row, rows_of
from dashboard.wording import Words, given


def lineage(history: pd.DataFrame, department_id: str, year: int) -> dict[int, str]:
    """Ids of one department over the years, back by predecessors and on by an only successor."""
    links = history[["year", "department_id", "department_before"]].itertuples(index=False, name=None)
    before = {(when, department): known for when, department, known in links}
    ids = {year: department_id}
    at, known = year, department_id
    while given(before.get((at, known))):
        at, known = at - 1, before[(at, known)]
        ids[at] = known
    at, known = year, department_id
    while True:
        after = [department for (when, department), old in before.items() if when == at + 1 and old == known]
        if len(after) != 1:
            return ids
        at, known = at + 1, after[0]
        ids[at] = known


def chosen_rows(history: pd.DataFrame, ids: dict[int, str]) -> pd.DataFrame:
    """The rows of the highlighted department."""
    return history[history["department_id"] == history["year"].map(ids)]


def rank_lines(
    history: pd.DataFrame,
    runs: pd.DataFrame,
    category_id: str,
    ids: dict[int, str],
    t: Words,
    dark: bool,
    height: int = 340,
) -> go.Figure:
    """``history``: department_years of a city, all years; ``ids``: the highlighted id per year."""
    ink = theme.ink(dark)
    ranked = history[(history["category_id"] == category_id) & history["category_rank"].notna()]
    rows = rows_of(ranked)
    ranks = {(row["year"], row["department_id"]): row["category_rank"] for row in rows}
    segments: dict[tuple[bool, bool], list[dict[str, Any]]] = {}
    for row in rows:
        if (row["year"] - 1, row["department_before"]) in ranks:
            is_mine = ids.get(row["year"]) == row["department_id"]
            segments.setdefault((is_mine, bool(row["is_scheme_changed"])), []).append(row)
    figure = Canvas()
    for (is_mine, is_new), part in sorted(segments.items()):
        figure.add_scatter(
            x=[value for row in part for value in (row["year"] - 1, row["year"], None)],
            y=[
                value
                for row in part
                for value in (ranks[(row["year"] - 1, row["department_before"])], row["category_rank"], None)
            ],
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
            line={
                "color": ink.accent if is_mine else ink.line,
                "width": 3 if is_mine else 1.2,
                "dash": "dot" if is_new else "solid",
            },
        )
    mine = [row for row in rows if ids.get(row["year"]) == row["department_id"]]
    others = [row for row in rows if ids.get(row["year"]) != row["department_id"]]
    for part, colour, size in ((others, ink.line, 6), (mine, ink.accent, 12)):
        figure.add_scatter(
            x=[row["year"] for row in part],
            y=[row["category_rank"] for row in part],
            mode="markers",
            showlegend=False,
            marker={"size": size, "color": colour, "line": {"width": 1, "color": ink.ground}},
            text=[_ranked(row, t) for row in part],
            hovertemplate="%{text}<extra></extra>",
        )
    for row in mine:
        rank = str(int(row["category_rank"]))
        figure.put_text(row["year"], row["category_rank"], rank, yshift=15, color=ink.text, size=13)
    quiet(figure, dark, height, top=24)
    mark_schemes(figure, runs, t, dark)
    year_axis(figure, runs["year"])
    lowest = int(ranked["category_rank"].max()) if rows else 1
    ticks = sorted({1, lowest, *range(1 if lowest <= 10 else 5, lowest + 1, 1 if lowest <= 10 else 5)})
    figure.update_yaxes(range=[lowest + 0.8, 0.2], tickvals=ticks, title=t("axis_rank"))
    return figure.done()


def _ranked(row: Row, t: Words) -> str:
    return f"<b>{t.name(row)}</b> {row['year']}<br>{t.rank(row['category_rank'], row['n_ranked'])}"


def grade_strip(
    history: pd.DataFrame,
    grades: pd.DataFrame,
    runs: pd.DataFrame,
    category_id: str,
    chosen: str,
    t: Words,
    dark: bool,
) -> go.Figure:
    """Department x year, the grade as colour and as its first character; best present rank on top."""
    ink = theme.ink(dark)
    part = history[history["category_id"] == category_id]
    last = part.sort_values("year").drop_duplicates("department_id", keep="last")
    last = last.sort_values(["year", "category_rank"], ascending=[True, False], na_position="first")
    names = {row["department_id"]: t.name(row) for row in rows_of(last)}
    names |= {chosen: f"<b>{names[chosen]}</b>"} if chosen in names else {}
    at = {department: n for n, department in enumerate(names)}
    looks = {(grade["scheme_id"], grade["grade_id"]): grade for grade in rows_of(grades)}
    cells: dict[theme.Mark, list[tuple[Row, str]]] = {}
    for row in rows_of(part):
        grade = looks.get((row["scheme_id"], row["grade_id"]))
        mark = theme.mark_of(grade) if grade else theme.NONE
        cells.setdefault(mark, []).append((row, t.name(grade) if grade else t("no_grade")))
    figure = Canvas()
    for mark in (theme.BEST, theme.GOOD, theme.PASS, theme.ADMONITION, theme.NONE):
        held = cells.get(mark, [])
        if not held:
            continue
        figure.add_scatter(
            x=[row["year"] for row, _ in held],
            y=[at[row["department_id"]] for row, _ in held],
            mode="markers+text",
            name=held[0][1],
            marker={
                "symbol": "square",
                "size": 23,
                "color": "rgba(0,0,0,0)" if mark is theme.NONE else mark.colour(dark),
                "line": {"width": 1, "color": ink.line},
            },
            text=["–" if mark is theme.NONE else word[:1] for _, word in held],
            textfont={"size": 13, "color": cell_ink(mark, dark)},
            customdata=[f"{_ranked(row, t)}<br>{word}" for row, word in held],
            hovertemplate="%{customdata}<extra></extra>",
        )
    quiet(figure, dark, 90 + 27 * max(len(at), 1))
    mark_schemes(figure, runs, t, dark)
    year_axis(figure, runs["year"])
    figure.update_yaxes(
        tickvals=list(at.values()), ticktext=list(names.values()), range=[-0.7, len(at) - 0.3], showgrid=False
    )
    figure.update_xaxes(showgrid=False)
    figure.update_layout(
        margin={"t": 64}, legend={"y": 1 + 26 / (27 * max(len(at), 1)), "itemsizing": "constant"}
    )
    return figure.done()


def cell_ink(mark: theme.Mark, dark: bool) -> str:
    """Character colour that keeps 4.5:1 on the cell: white on the dark blue and the rust, else black."""
    if mark is theme.NONE:
        return theme.ink(dark).text
    if not dark and mark in (theme.BEST, theme.ADMONITION):
        return "#ffffff"
    return "#0b0d10"


def component_course(
    course: pd.DataFrame, runs: pd.DataFrame, t: Words, dark: bool, height: int = 280
) -> go.Figure:
    """``course``: rows of trends of one category and component: mean, best, worst per year."""
    ink = theme.ink(dark)
    course = course.sort_values("year")
    figure = Canvas()
    for key, symbol, colour in (
        ("best", "triangle-up", ink.soft),
        ("mean", "circle", ink.accent),
        ("worst", "triangle-down", ink.soft),
    ):
        for is_first, (_, part) in enumerate(
            course.groupby((course["scheme_id"] != course["scheme_id"].shift()).cumsum())
        ):
            figure.add_scatter(
                x=part["year"],
                y=part[key],
                mode="lines+markers",
                name=t(f"course_{key}"),
                legendgroup=key,
                showlegend=is_first == 0,
                marker={"symbol": symbol, "size": 9, "color": colour},
                line={"color": colour, "width": 2.4 if key == "mean" else 1.2},
                hovertemplate="%{x}: %{y:.2f}<extra></extra>",
            )
    quiet(figure, dark, height, top=48)
    mark_schemes(figure, runs, t, dark)
    year_axis(figure, runs["year"])
    figure.update_yaxes(title=t("axis_points"))
    figure.update_layout(legend={"y": 1.08})
    return figure.done()
