"""Surveys: groups as dots with intervals, scores between their don't-know bounds, papers by day."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.frames import Row, rows_of
from dashboard.wording import Words, given

ROW_HEIGHT = 21
LABEL_EVERY = 7  # days between two labels of the axis


def _lines(low: pd.Series, high: pd.Series, at: pd.Series) -> dict[str, list[float | None]]:
    x = [value for a, b in zip(low, high, strict=True) for value in (a, b, None)]
    return {"x": x, "y": [value for row in at for value in (row, row, None)]}


def _span(columns: list[pd.Series], room: float = 2.0) -> list[float]:
    values = pd.concat(columns).dropna().astype(float)
    if values.empty:
        return [0.0, 100.0]
    return [max(0.0, float(values.min()) - room), min(101.0, float(values.max()) + room)]


def group_dots(groups: pd.DataFrame, score: Row, t: Words, dark: bool, height: int = 250) -> go.Figure:
    """``groups``: survey_group_results of one department; ``score``: its row of the score, drawn on top."""
    ink = theme.ink(dark)
    rows = groups.reset_index(drop=True)
    rows["row"] = range(len(rows) - 1, -1, -1)
    figure = Canvas()
    if given(score["score"]):
        figure.add_vline(score["score"], line={"color": ink.warn, "width": 1.4, "dash": "dash"})
        figure.put_text(
            score["score"],
            1.0,
            t("line_of_score", score=t.points(score["score"])),
            yref="paper",
            yanchor="bottom",
            size=11.5,
            color=ink.warn,
        )
    spans = rows[rows["interval_low"].notna()]
    figure.add_scatter(
        **_lines(spans["interval_low"], spans["interval_high"], spans["row"]),
        mode="lines",
        showlegend=False,
        hoverinfo="skip",
        line={"color": ink.accent, "width": 2.4},
    )
    shown = rows[rows["mean_score"].notna()]
    figure.add_scatter(
        x=shown["mean_score"],
        y=shown["row"],
        mode="markers",
        showlegend=False,
        marker={"symbol": "circle", "size": 12, "color": ink.accent},
        text=[_group_hover(row, t) for row in rows_of(shown)],
        hovertemplate="%{text}<extra></extra>",
    )
    for row in rows_of(rows):
        figure.put_text(
            1.0, row["row"], _group_words(row, t), xref="paper", xanchor="left", xshift=10, align="left"
        )
    quiet(figure, dark, height, top=24, right=186 if t.lang == "zh" else 216)
    labels = [t.name(row, "group") for row in rows_of(rows)]
    figure.update_yaxes(tickvals=rows["row"], ticktext=labels, range=[-0.6, len(rows) - 0.4], showgrid=False)
    of_score = pd.Series([score["score"]], dtype=float)
    figure.update_xaxes(
        title=t("axis_survey_score"), range=_span([rows["interval_low"], rows["interval_high"], of_score])
    )
    return figure.done()


def _group_words(row: Row, t: Words) -> str:
    if row["is_suppressed"]:
        return t("too_few")
    if not given(row["mean_score"]):
        return t("no_ballots_cell")
    return t("mean_and_papers", mean=t.points(row["mean_score"]), n=int(row["n_ballots"]))


def _group_hover(row: Row, t: Words) -> str:
    lines = [f"<b>{t.name(row, 'group')}</b> {_group_words(row, t)}"]
    if given(row["interval_low"]):
        limits = t("low_to_high", low=t.points(row["interval_low"]), high=t.points(row["interval_high"]))
        lines.append(t("label_value", label=t("interval_95"), value=limits))
    if given(row["difference"]):
        key = "above_other_groups" if row["difference"] >= 0 else "below_other_groups"
        lines.append(t(key, points=t.points(abs(row["difference"]))))
    return "<br>".join(lines)


def bounds(scores: pd.DataFrame, chosen: str, t: Words, dark: bool) -> go.Figure:
    """``scores``: departments of one category, best first: score, 95 % interval, don't-know bounds."""
    ink = theme.ink(dark)
    rows = scores[scores["score"].notna()].reset_index(drop=True)
    rows["row"] = range(len(rows) - 1, -1, -1)
    figure = Canvas()
    figure.add_scatter(
        **_lines(rows["score_low"], rows["score_high"], rows["row"]),
        mode="lines",
        name=t("dk_bounds"),
        hoverinfo="skip",
        line={"color": ink.band, "width": 9},
    )
    sure = rows[rows["interval_low"].notna()]
    figure.add_scatter(
        **_lines(sure["interval_low"], sure["interval_high"], sure["row"]),
        mode="lines",
        name=t("interval_95"),
        hoverinfo="skip",
        line={"color": ink.accent, "width": 2.4},
    )
    figure.add_scatter(
        x=rows["score"],
        y=rows["row"],
        mode="markers",
        name=t("survey_score"),
        marker={"symbol": "circle", "size": 8, "color": ink.accent},
        text=[_bounds_hover(row, t) for row in rows_of(rows)],
        hovertemplate="%{text}<extra></extra>",
    )
    for row in rows_of(rows):
        words = _dont_know(row, t)
        figure.put_text(1.0, row["row"], words, xref="paper", xanchor="left", xshift=8, size=11)
    quiet(figure, dark, 84 + ROW_HEIGHT * max(len(rows), 3), top=30, right=92 if t.lang == "zh" else 116)
    labels = [
        f"<b>{t.name(row)}</b>" if row["department_id"] == chosen else t.name(row) for row in rows_of(rows)
    ]
    figure.update_yaxes(tickvals=rows["row"], ticktext=labels, range=[-0.7, len(rows) - 0.3], showgrid=False)
    figure.update_xaxes(title=t("axis_survey_score"), range=_span([rows["score_low"], rows["score_high"]]))
    return figure.done()


def _dont_know(row: Row, t: Words) -> str:
    return t("dk_short", share=t.percent(row["dk_rate"] * 100)) if given(row["dk_rate"]) else ""


def _bounds_hover(row: Row, t: Words) -> str:
    limits = t("low_to_high", low=t.points(row["score_low"]), high=t.points(row["score_high"]))
    lines = [
        f"<b>{t.name(row)}</b> {t.points(row['score'])}",
        t("label_value", label=t("dk_bounds"), value=limits),
    ]
    if given(row["interval_low"]):
        sure = t("low_to_high", low=t.points(row["interval_low"]), high=t.points(row["interval_high"]))
        lines.append(t("label_value", label=t("interval_95"), value=sure))
    return "<br>".join(lines)


def day_line(days: pd.DataFrame, t: Words, dark: bool, height: int = 260) -> go.Figure:
    """``days``: survey_days with a date: papers up to each day."""
    ink = theme.ink(dark)
    dates = pd.to_datetime(days["submitted_on"])
    at = (dates - dates.min()).dt.days
    figure = Canvas()
    figure.add_scatter(
        x=at,
        y=days["n_cumulated"],
        mode="lines+markers",
        showlegend=False,
        line={"color": ink.accent, "width": 2},
        marker={"size": 6, "color": ink.accent},
        text=[
            t(
                "day_hover",
                day=t.day(row["submitted_on"]),
                n=int(row["n_ballots"]),
                all=int(row["n_cumulated"]),
            )
            for row in rows_of(days)
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    quiet(figure, dark, height)
    last = int(at.max())
    ticks = list(range(0, last + 1, max(1, min(LABEL_EVERY, last // 3 or 1))))
    labels = [(dates.min() + pd.Timedelta(days=n)).strftime("%m-%d") for n in ticks]
    figure.update_xaxes(tickvals=ticks, ticktext=labels, range=[-0.5, last + 0.5])
    figure.update_yaxes(title=t("papers_until"), rangemode="tozero")
    return figure.done()
