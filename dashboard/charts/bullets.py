"""What was reached of each target, as a part of the target value, beside last year and the peer cities."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.frames import rows_of
from dashboard.wording import Words

LONGEST = 15
FARTHEST = 200.0


def target_bullets(targets: pd.DataFrame, t: Words, dark: bool, height: int = 330) -> go.Figure:
    """``targets``: quantity targets of one department (actual_to_target and its companions)."""
    ink = theme.ink(dark)
    rows = targets[targets["actual_to_target"].notna()].reset_index(drop=True)
    rows["row"] = range(len(rows) - 1, -1, -1)
    figure = Canvas()
    met = rows["achievement"] >= 100
    looks = (("target_met", met, ink.accent, "circle"), ("target_missed", ~met, ink.warn, "triangle-down"))
    for key, chosen, colour, symbol in looks:
        part = rows[chosen]
        if part.empty:
            continue
        actual = [min(value * 100, FARTHEST) for value in part["actual_to_target"]]
        figure.add_scatter(
            x=[value for at in actual for value in (100, at, None)],
            y=[value for at in part["row"] for value in (at, at, None)],
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
            line={"color": colour, "width": 5},
        )
        figure.add_scatter(
            x=actual,
            y=part["row"],
            mode="markers",
            name=t(key),
            marker={"symbol": symbol, "size": 13, "color": colour, "line": {"width": 1, "color": ink.ground}},
            text=[_hover(row, t) for row in rows_of(part)],
            hovertemplate="%{text}<extra></extra>",
        )
    low, high = _range(rows)
    for key, column, symbol in (
        ("last_year", "last_to_target", "circle-open"),
        ("benchmark", "benchmark_to_target", "diamond-tall-open"),
    ):
        part = rows[(rows[column] * 100).between(low, high)]
        if len(part):
            figure.add_scatter(
                x=part[column] * 100,
                y=part["row"],
                mode="markers",
                name=t(key),
                hoverinfo="skip",
                marker={"symbol": symbol, "size": 11, "color": ink.text, "line": {"width": 1.6}},
            )
    figure.add_vline(x=100, line={"color": ink.text, "width": 1.6})
    quiet(figure, dark, height, top=30)
    figure.update_yaxes(
        tickvals=rows["row"],
        ticktext=[_label(row, t) for row in rows_of(rows)],
        range=[-0.6, max(len(rows), 1) - 0.4],
        showgrid=False,
    )
    figure.update_xaxes(title=t("axis_of_target"), range=[low, high], ticksuffix="%")
    return figure.done()


def _range(rows: pd.DataFrame) -> tuple[float, float]:
    """Wide enough for results and last year; a benchmark far away stays in the table and the hover."""
    values = pd.concat([rows["actual_to_target"], rows["last_to_target"]]).dropna() * 100
    low = min(92.0, float(values.min())) if len(values) else 92.0
    high = min(FARTHEST, max(108.0, float(values.max()))) if len(values) else 108.0
    room = (high - low) * 0.05
    return low - room, high + room


def _label(row: pd.Series, t: Words) -> str:
    title = str(row["title"])
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"


def _hover(row: pd.Series, t: Words) -> str:
    unit = str(row["unit"] or "")
    lines = [f"<b>{row['title']}</b>"]
    for key, column in (
        ("actual", "year_end_value"),
        ("target", "target_value"),
        ("last_year", "last_actual"),
        ("benchmark", "benchmark_value"),
    ):
        lines.append(
            f"{t(key)}: {t.number(row[column])} {unit}" if pd.notna(row[column]) else f"{t(key)}: {t('none')}"
        )
    lines.append(f"{t('achievement')}: {t.points(row['achievement'])}")
    if row["direction"] == "down":
        lines.append(t("lower_is_better"))
    return "<br>".join(lines)
