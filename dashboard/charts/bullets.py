"""Target bullets: what was reached, as a part of the target, beside last year and the peer cities."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import quiet
from dashboard.wording import Words

LONGEST = {"zh": 15, "en": 15}


def target_bullets(targets: pd.DataFrame, t: Words, dark: bool, height: int = 330) -> go.Figure:
    """``targets``: quantity targets of one department (actual_to_target and its companions)."""
    ink = theme.ink(dark)
    rows = targets[targets["actual_to_target"].notna()].reset_index(drop=True)
    rows["row"] = range(len(rows) - 1, -1, -1)
    figure = go.Figure()
    met = rows["achievement"] >= 100
    for key, chosen, colour in (("target_met", met, ink.accent), ("target_missed", ~met, ink.warn)):
        part = rows[chosen]
        if part.empty:
            continue
        figure.add_bar(
            x=part["actual_to_target"] * 100,
            y=part["row"],
            orientation="h",
            name=t(key),
            width=0.42,
            marker={
                "color": colour,
                "pattern": {"shape": "/" if key == "target_missed" else "", "fgcolor": ink.ground},
            },
            text=[_hover(row, t) for _, row in part.iterrows()],
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
        )
    for key, column, symbol in (
        ("last_year", "last_to_target", "circle-open"),
        ("benchmark", "benchmark_to_target", "diamond-tall-open"),
    ):
        part = rows[rows[column].notna()]
        if len(part):
            figure.add_scatter(
                x=part[column] * 100,
                y=part["row"],
                mode="markers",
                name=t(key),
                hoverinfo="skip",
                marker={"symbol": symbol, "size": 10, "color": ink.text, "line": {"width": 1.6}},
            )
    figure.add_vline(x=100, line={"color": ink.text, "width": 1.6})
    quiet(figure, dark, height, top=30)
    figure.update_layout(bargap=0.2)
    figure.update_yaxes(
        tickvals=rows["row"],
        ticktext=[_label(row, t) for _, row in rows.iterrows()],
        range=[-0.6, max(len(rows), 1) - 0.4],
        showgrid=False,
    )
    values = pd.concat(
        [rows[c] for c in ("actual_to_target", "last_to_target", "benchmark_to_target")]
    ).dropna()
    high = min(200.0, max(110.0, float(values.max()) * 100 + 4)) if len(values) else 110.0
    figure.update_xaxes(title_text=t("axis_of_target"), range=[0, high], ticksuffix="%", title_standoff=4)
    return figure


def _label(row: pd.Series, t: Words) -> str:
    title = str(row["title"])
    longest = LONGEST[t.lang]
    return title if len(title) <= longest else title[: longest - 1] + "…"


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
