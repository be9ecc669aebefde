"""The three consistencies: dot and interval, rank against rank, and the line over the years."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.frames import rows_of
from dashboard.wording import Words, given


def interval_dots(rows: pd.DataFrame, t: Words, dark: bool, height: int = 300) -> go.Figure:
    """``rows``: one pair of one year, the pooled row first, with category names."""
    ink = theme.ink(dark)
    rows = rows.reset_index(drop=True)
    rows["row"] = range(len(rows) - 1, -1, -1)
    figure = Canvas()
    figure.add_vline(x=0, line={"color": ink.soft, "width": 1})
    spans = rows[rows["rho_low"].notna()]
    if len(spans):
        figure.add_scatter(
            x=[v for a, b in zip(spans["rho_low"], spans["rho_high"], strict=True) for v in (a, b, None)],
            y=[v for a in spans["row"] for v in (a, a, None)],
            mode="lines",
            name=t("interval_95"),
            hoverinfo="skip",
            line={"color": ink.accent, "width": 2},
        )
    for key, column, marker in (
        (
            "uncorrected",
            "rho_uncorrected",
            {"symbol": "circle-open", "size": 11, "color": ink.text, "line": {"width": 1.5}},
        ),
        (
            "by_construction",
            "rho_by_construction",
            {"symbol": "line-ns", "size": 14, "line": {"width": 2, "color": ink.warn}},
        ),
        ("corrected", "rho", {"symbol": "circle", "size": 12, "color": ink.accent}),
    ):
        part = rows[rows[column].notna()]
        if len(part):
            figure.add_scatter(
                x=part[column],
                y=part["row"],
                mode="markers",
                name=t(key),
                marker=marker,
                text=[f"{t(key)}: {t.points(v)}" for v in part[column]],
                hovertemplate="%{text}<extra></extra>",
            )
    for row in rows_of(rows):
        words = f"<b>{t('verdict_' + row['verdict'])}</b> · {t('n_departments', n=int(row['n']))}"
        figure.put_text(1.0, row["row"], words, xref="paper", xanchor="left", xshift=10, align="left")
    quiet(figure, dark, height, top=30, right=190 if t.lang == "zh" else 260)
    labels = [
        f"<b>{t('pooled')}</b>" if not given(row["category_id"]) else t.name(row, "category")
        for row in rows_of(rows)
    ]
    figure.update_yaxes(tickvals=rows["row"], ticktext=labels, range=[-0.6, len(rows) - 0.4], showgrid=False)
    figure.update_xaxes(range=[-1.05, 1.05], title=t("axis_rho"), tickvals=[-1, -0.5, 0, 0.5, 1])
    return figure.done()


def rank_scatter(ranks: pd.DataFrame, pair: str, t: Words, dark: bool, height: int = 300) -> go.Figure:
    """``ranks``: department_consistency of one pair and category; the discordant are named."""
    ink = theme.ink(dark)
    n = int(ranks["n"].max()) if len(ranks) else 1
    figure = Canvas()
    figure.add_scatter(
        x=[1, n],
        y=[1, n],
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
        line={"color": ink.line, "width": 1, "dash": "dot"},
    )
    for flag, colour, symbol in ((False, ink.soft, "circle"), (True, ink.warn, "square")):
        part = ranks[ranks["is_discordant"] == flag]
        if part.empty:
            continue
        figure.add_scatter(
            x=part["rank_x"],
            y=part["rank_y"],
            mode="markers+text" if flag else "markers",
            marker={"symbol": symbol, "size": 9, "color": colour},
            showlegend=False,
            text=[t.name(row) for row in rows_of(part)],
            textposition=["middle right" if x > n * 0.5 else "middle left" for x in part["rank_x"]],
            textfont={"size": 11, "color": ink.text},
            customdata=[_ranks(row, pair, t) for row in rows_of(part)],
            hovertemplate="<b>%{text}</b><br>%{customdata}<extra></extra>",
            cliponaxis=False,
        )
    quiet(figure, dark, height)
    room = max(0.7, n * 0.06)
    ticks = [1, *range(5, n + 1, 5)] if n > 6 else list(range(1, n + 1))
    axis = {"range": [n + room, 1 - room], "tickvals": ticks}
    figure.update_xaxes(title=t("axis_rank_by", what=t(f"axis_x_{pair}")), **axis)
    figure.update_yaxes(title=t("axis_rank_by", what=t(f"axis_y_{pair}")), **axis)
    return figure.done()


def _ranks(row: pd.Series, pair: str, t: Words) -> str:
    by_x = f"{t(f'axis_x_{pair}')} {t.rank(row['rank_x'], row['n'])}"
    return f"{by_x}<br>{t(f'axis_y_{pair}')} {t.rank(row['rank_y'], row['n'])}"


def rho_years(
    pooled: pd.DataFrame, years: pd.DataFrame, t: Words, dark: bool, height: int = 260
) -> go.Figure:
    """``pooled``: pooled rows of several pairs over years; ``years``: runs, for the scheme marks."""
    ink = theme.ink(dark)
    looks = {
        "contribution": ("circle", "solid", ink.accent, -0.09),
        "leader": ("square", "dash", ink.text, 0.0),
        "social": ("triangle-up", "dot", ink.warn, 0.09),
    }
    figure = Canvas()
    figure.add_hline(y=0, line={"color": ink.soft, "width": 1})
    for pair, (symbol, dash, colour, shift) in looks.items():
        part = pooled[(pooled["pair"] == pair) & pooled["rho"].notna()].sort_values("year")
        if part.empty:
            continue
        figure.add_scatter(
            x=part["year"] + shift,
            y=part["rho"],
            mode="lines+markers",
            name=t(f"pair_{pair}"),
            marker={"symbol": symbol, "size": 9, "color": colour},
            line={"color": colour, "width": 1.8, "dash": dash},
            text=[
                f"{y}: {t.points(r)} · {t('verdict_' + v)}"
                for y, r, v in part[["year", "rho", "verdict"]].values
            ],
            error_y={
                "type": "data",
                "symmetric": False,
                "array": part["rho_high"] - part["rho"],
                "arrayminus": part["rho"] - part["rho_low"],
                "width": 3,
                "thickness": 1,
                "color": colour,
            },
            hovertemplate="%{text}<extra></extra>",
        )
    quiet(figure, dark, height, top=48)
    mark_schemes(figure, years, t, dark)
    figure.update_yaxes(range=[-1.05, 1.05], tickvals=[-1, -0.5, 0, 0.5, 1], title=t("axis_rho_short"))
    year_axis(figure, years["year"])
    figure.update_layout(legend={"y": 1.08})
    return figure.done()


def year_axis(figure: Canvas, years: pd.Series) -> None:
    shown = sorted({int(year) for year in years})
    if shown:
        figure.update_xaxes(
            tickvals=shown, ticktext=[str(year) for year in shown], range=[shown[0] - 0.5, shown[-1] + 0.5]
        )


def mark_schemes(figure: Canvas, years: pd.DataFrame, t: Words, dark: bool) -> None:
    """A line may cross a change of scheme only where this mark stands."""
    ink = theme.ink(dark)
    for year in years.loc[years["is_scheme_changed"], "year"]:
        figure.add_vline(x=int(year) - 0.5, line={"color": ink.warn, "width": 1.4, "dash": "dash"})
        figure.put_text(
            int(year) - 0.5,
            1.0,
            t("new_scheme"),
            yref="paper",
            yanchor="bottom",
            size=11,
            color=ink.warn,
        )
