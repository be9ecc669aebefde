"""Ambition against achievement: how far each target was raised beside its category, and how far it was met."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.frames import rows_of
from dashboard.wording import Words

MET = 100


def ambition_figure(
    rows: pd.DataFrame, flagged: set[str], department_id: str | None, t: Words, dark: bool, height: int = 330
) -> go.Figure:
    """``rows``: what ``drawn`` answers; ``flagged``: ids of targets with a sign. One department stands out."""
    ink = theme.ink(dark)
    figure = Canvas()
    is_flagged = rows["target_id"].isin(flagged)
    is_own = rows["department_id"] == department_id if department_id else rows["target_id"].notna()
    looks = (
        ("rest_of_category", ~is_own, "circle", ink.soft, 6, 0.35),
        (
            "no_sign",
            is_own & ~is_flagged,
            "circle",
            ink.accent,
            11 if department_id else 7,
            0.85 if department_id else 0.45,
        ),
        ("with_sign", is_own & is_flagged, "diamond", ink.warn, 12, 1),
    )
    for key, chosen, symbol, colour, size, opacity in looks:
        part = rows[chosen]
        if part.empty:
            continue
        figure.add_scatter(
            x=part["horizontal_target_percentile"] * 100,
            y=part["achievement"],
            mode="markers",
            name=t("legend_count", name=t(key), n=len(part)),
            showlegend=True,
            marker={
                "symbol": symbol,
                "size": size,
                "color": colour,
                "opacity": opacity,
                "line": {"width": 0.7, "color": ink.ground},
            },
            text=[_hover(row, t) for row in rows_of(part)],
            hovertemplate="%{text}<extra></extra>",
        )
    figure.add_hline(y=MET, line={"color": ink.text, "width": 1.4})
    figure.add_vline(x=50, line={"color": ink.soft, "width": 1, "dash": "dot"})
    quiet(figure, dark, height, top=30)
    low = min(95.0, float(rows["achievement"].min())) if len(rows) else 95.0
    high = max(102.0, float(rows["achievement"].max())) if len(rows) else 102.0
    room = (high - low) * 0.05
    figure.update_xaxes(title=t("axis_ambition"), range=[-3, 103], ticksuffix="%")
    figure.update_yaxes(title=t("axis_achievement"), range=[low - room, high + room])
    return figure.done()


def drawn(targets: pd.DataFrame, department_id: str | None = None) -> pd.DataFrame:
    """The targets that have a place in the figure: of one department's category, or all; reported ones only."""
    rows = targets[targets["horizontal_target_percentile"].notna() & (targets["status"] == "scored")]
    if department_id is None:
        return rows
    own = rows[rows["department_id"] == department_id]
    return rows[rows["category_id"].isin(own["category_id"])]


def _hover(row: pd.Series, t: Words) -> str:
    lines = [
        f"<b>{row['title']}</b>",
        t.name(row),
        f"{t('target_value')}: {t.number(row['target_value'])} {row['unit'] or ''}",
        f"{t('last_year')}: {t.number(row['last_actual'])}",
        f"{t('actual')}: {t.number(row['year_end_value'])}",
        f"{t('achievement')}: {t.points(row['achievement'])}",
    ]
    return "<br>".join(lines)
