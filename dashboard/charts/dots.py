"""Aligned dots: each component as a part of full marks, beside the category and the last year."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.frames import rows_of
from dashboard.wording import Words, given


def component_dots(components: pd.DataFrame, t: Words, dark: bool, height: int = 330) -> go.Figure:
    """``components``: rows of component_years of one department, in order of the tree."""
    ink = theme.ink(dark)
    rows = components[components["parent_id"].notna() | (components["kind"] == "bonus")].reset_index(
        drop=True
    )
    rows["row"] = range(len(rows) - 1, -1, -1)
    figure = Canvas()
    band = rows[rows["score_q25"].notna()]
    figure.add_scatter(
        x=_segments(band["score_q25"], band["score_q75"]),
        y=_segments(band["row"], band["row"]),
        mode="lines",
        name=t("middle_half"),
        hoverinfo="skip",
        line={"color": ink.band, "width": 15},
    )
    figure.add_scatter(
        x=band["score_median"],
        y=band["row"],
        mode="markers",
        name=t("category_median"),
        hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 15, "line": {"width": 2, "color": ink.soft}},
    )
    before = rows[rows["score_before"].notna()]
    if len(before):
        figure.add_scatter(
            x=before["score_before"],
            y=before["row"],
            mode="markers",
            name=t("last_year"),
            marker={"symbol": "circle-open", "size": 11, "color": ink.text, "line": {"width": 1.6}},
            text=[f"{t('last_year')}: {t.percent(v)}" for v in before["score_before"]],
            hovertemplate="%{text}<extra></extra>",
        )
    now = rows[rows["score"].notna()]
    figure.add_scatter(
        x=now["score"],
        y=now["row"],
        mode="markers",
        name=t("this_year"),
        marker={
            "symbol": "circle",
            "size": 12,
            "color": ink.accent,
            "line": {"width": 1, "color": ink.ground},
        },
        text=[_hover(row, t) for row in rows_of(now)],
        hovertemplate="%{text}<extra></extra>",
    )
    for row in rows_of(rows):
        figure.put_text(
            1.0, row["row"], _result(row, t), xref="paper", xanchor="left", xshift=10, align="left"
        )
    quiet(figure, dark, height, top=30, right=210 if t.lang == "zh" else 220)
    figure.update_yaxes(
        tickvals=rows["row"],
        ticktext=[_label(row, t) for row in rows_of(rows)],
        range=[-0.6, len(rows) - 0.4],
        showgrid=False,
    )
    values = pd.concat([rows[c] for c in ("score", "score_before", "score_q25", "score_q75")]).dropna()
    low = max(0.0, float(values.min()) - 3) if len(values) else 0.0
    figure.update_xaxes(
        title=t("axis_share"),
        range=[low, max(101.5, float(values.max()) + 1 if len(values) else 0)],
        ticksuffix="%",
    )
    return figure.done()


def _segments(start: pd.Series, end: pd.Series) -> list[float | None]:
    return [value for a, b in zip(start, end, strict=True) for value in (a, b, None)]


def _label(row: pd.Series, t: Words) -> str:
    name = t.name(row)
    return f"<b>{name}</b>" if row["tree_level"] <= 1 else f"{name}"


def _result(row: pd.Series, t: Words) -> str:
    if row["status"] != "scored":
        is_unused_bonus = row["kind"] == "bonus" and row["status"] == "missing"
        return t("no_bonus") if is_unused_bonus else t(f"component_{row['status']}")
    points = t("points_out_of", points=t.points(row["points"]), full=t.number(row["max_points"]))
    if not given(row["category_rank"]):
        return points
    return f"{points} · {t.rank(row['category_rank'], row['n_compared'])}"


def _hover(row: pd.Series, t: Words) -> str:
    lines = [f"<b>{t.name(row)}</b> {t.percent(row['score'])}", _result(row, t)]
    if given(row["points_above_median"]):
        lines.append(_against_median(row["points_above_median"], t))
    return "<br>".join(lines)


def _against_median(points: float, t: Words) -> str:
    key = "above_median" if points >= 0 else "below_median"
    return t(key, points=t.points(abs(points)))
