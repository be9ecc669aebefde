"""Years side by side: the highlighted rank line, the grade strip, the course of a component."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import put_text, quiet
from dashboard.charts.consistency import mark_schemes, year_axis
from dashboard.wording import Words, given


def lineage(history: pd.DataFrame, department_id: str, year: int) -> dict[int, str]:
    """Ids of one department over the years, back through its predecessors and on through its only successor."""
    ids = {year: department_id}
    rows = {
        (int(row["year"]), row["department_id"]): row["department_before"] for _, row in history.iterrows()
    }
    at, known = year, department_id
    while given(rows.get((at, known))):
        at, known = at - 1, rows[(at, known)]
        ids[at] = known
    at, known = year, department_id
    while True:
        after = [
            department for (when, department), before in rows.items() if when == at + 1 and before == known
        ]
        if len(after) != 1:
            return ids
        at, known = at + 1, after[0]
        ids[at] = known


def rank_lines(
    history: pd.DataFrame,
    runs: pd.DataFrame,
    category_id: str,
    chosen: dict[int, str],
    t: Words,
    dark: bool,
    height: int = 340,
) -> go.Figure:
    """``history``: department_years of a city, all years; ``chosen``: the highlighted department's id per year."""
    ink = theme.ink(dark)
    rows = history[(history["category_id"] == category_id) & history["category_rank"].notna()]
    ranks = {(int(r["year"]), r["department_id"]): int(r["category_rank"]) for _, r in rows.iterrows()}
    figure = go.Figure()
    for is_chosen in (False, True):
        for is_new in (False, True):
            x: list[float | None] = []
            y: list[float | None] = []
            for _, row in rows.iterrows():
                year = int(row["year"])
                start = (
                    ranks.get((year - 1, row["department_before"]))
                    if given(row["department_before"])
                    else None
                )
                if start is None or (chosen.get(year) == row["department_id"]) != is_chosen:
                    continue
                if bool(row["is_scheme_changed"]) == is_new:
                    x += [year - 1, year, None]
                    y += [start, ranks[(year, row["department_id"])], None]
            if x:
                figure.add_scatter(
                    x=x,
                    y=y,
                    mode="lines",
                    hoverinfo="skip",
                    showlegend=False,
                    line={
                        "color": ink.accent if is_chosen else ink.line,
                        "width": 3 if is_chosen else 1.2,
                        "dash": "dot" if is_new else "solid",
                    },
                )
    mine = (
        rows[[chosen.get(int(r["year"])) == r["department_id"] for _, r in rows.iterrows()]]
        if len(rows)
        else rows
    )
    others = rows.drop(mine.index)
    for part, colour, size in ((others, ink.line, 6), (mine, ink.accent, 12)):
        figure.add_scatter(
            x=part["year"],
            y=part["category_rank"],
            mode="markers",
            showlegend=False,
            marker={"size": size, "color": colour, "line": {"width": 1, "color": ink.ground}},
            customdata=part["department_id"],
            text=[
                f"<b>{t.name(r)}</b> {int(r['year'])}<br>{t.rank(r['category_rank'], r['n_ranked'])}"
                for _, r in part.iterrows()
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    for _, row in mine.iterrows():
        put_text(
            figure,
            int(row["year"]),
            row["category_rank"],
            str(int(row["category_rank"])),
            yshift=15,
            color=ink.text,
            size=13,
        )
    quiet(figure, dark, height, top=24)
    mark_schemes(figure, runs, t, dark)
    year_axis(figure, runs["year"])
    lowest = int(rows["category_rank"].max()) if len(rows) else 1
    step = 1 if lowest <= 10 else 5
    ticks = sorted({1, lowest, *range(step, lowest + 1, step)})
    figure.update_yaxes(
        range=[lowest + 0.8, 0.2], tickvals=ticks, title_text=t("axis_rank"), title_standoff=4
    )
    return figure


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
    rows = history[history["category_id"] == category_id]
    last = rows.sort_values("year").drop_duplicates("department_id", keep="last")
    last = last.sort_values(["year", "category_rank"], ascending=[True, False], na_position="first")
    names = {r["department_id"]: t.name(r) for _, r in last.iterrows()}
    names |= {chosen: f"<b>{names[chosen]}</b>"} if chosen in names else {}
    at = {department: n for n, department in enumerate(names)}
    looks = {(g["scheme_id"], g["grade_id"]): (theme.mark_of(g), t.name(g)) for _, g in grades.iterrows()}
    figure = go.Figure()
    for mark in (theme.BEST, theme.GOOD, theme.PASS, theme.ADMONITION, theme.NONE):
        part = rows[
            [
                looks.get((r["scheme_id"], r["grade_id"]), (theme.NONE, ""))[0] == mark
                for _, r in rows.iterrows()
            ]
        ]
        if part.empty:
            continue
        word = (
            t("no_grade")
            if mark is theme.NONE
            else looks[(part.iloc[0]["scheme_id"], part.iloc[0]["grade_id"])][1]
        )
        colour = "rgba(0,0,0,0)" if mark is theme.NONE else mark.colour(dark)
        figure.add_scatter(
            x=part["year"],
            y=part["department_id"].map(at),
            mode="markers+text",
            name=word,
            marker={"symbol": "square", "size": 23, "color": colour, "line": {"width": 1, "color": ink.line}},
            text=[
                "–" if mark is theme.NONE else looks[(r["scheme_id"], r["grade_id"])][1][:1]
                for _, r in part.iterrows()
            ],
            textfont={"size": 13, "color": cell_ink(mark, dark)},
            customdata=[_cell(r, word, t) for _, r in part.iterrows()],
            hovertemplate="%{customdata}<extra></extra>",
        )
    quiet(figure, dark, 90 + 27 * max(len(at), 1), top=48)
    mark_schemes(figure, runs, t, dark)
    year_axis(figure, runs["year"])
    figure.update_yaxes(
        tickvals=list(at.values()), ticktext=list(names.values()), range=[-0.7, len(at) - 0.3], showgrid=False
    )
    figure.update_xaxes(showgrid=False)
    figure.update_layout(
        margin={"t": 64}, legend={"y": 1 + 26 / (27 * max(len(at), 1)), "itemsizing": "constant"}
    )
    return figure


def cell_ink(mark: theme.Mark, dark: bool) -> str:
    """Character colour that keeps 4.5:1 on the cell (white on the dark blue and the rust, black on the rest)."""
    if mark is theme.NONE:
        return theme.ink(dark).text
    if not dark and mark in (theme.BEST, theme.ADMONITION):
        return "#ffffff"
    return "#0b0d10"


def _cell(row: pd.Series, word: str, t: Words) -> str:
    return (
        f"<b>{t.name(row)}</b> {int(row['year'])}<br>{word} · {t.rank(row['category_rank'], row['n_ranked'])}"
    )


def component_course(
    course: pd.DataFrame, runs: pd.DataFrame, t: Words, dark: bool, height: int = 280
) -> go.Figure:
    """``course``: rows of trends of one category and component: mean, best, worst per year."""
    ink = theme.ink(dark)
    course = course.sort_values("year")
    figure = go.Figure()
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
    figure.update_yaxes(title_text=t("axis_points"), title_standoff=4)
    figure.update_layout(legend={"y": 1.08})
    return figure
