"""How sure the result is: grade probabilities, rank intervals, nominal and effective weights."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import outlook, theme
from dashboard.charts.base import Canvas, quiet
from dashboard.charts.years import cell_ink
from dashboard.frames import Row, rows_of
from dashboard.trust_lists import alarm
from dashboard.wording import Words, given

ROW_HEIGHT = 25
TICKS = (0, 25, 50, 75, 100)
ROOM = 0.13  # a share below it is too narrow for its number


def _rows(departments: pd.DataFrame) -> pd.DataFrame:
    """The best on top, as on every list."""
    return departments.reset_index(drop=True).assign(row=range(len(departments) - 1, -1, -1))


def _name_axis(figure: Canvas, rows: pd.DataFrame, t: Words) -> None:
    def label(row: Row) -> str:
        words = t("rank_name", rank=int(row["category_rank"]), name=t.name(row))
        return f"{words} ⚠" if row["is_near_cut"] else words

    figure.update_yaxes(
        tickvals=rows["row"].tolist(),
        ticktext=[label(row) for row in rows_of(rows)],
        range=[-0.7, len(rows) - 0.3],
        showgrid=False,
    )


def probability_bars(
    departments: pd.DataFrame, probabilities: pd.DataFrame, grades: pd.DataFrame, t: Words, dark: bool
) -> go.Figure:
    """``departments``: rows of one category in order; ``probabilities``: a share for each of its grades."""
    ink, rows = theme.ink(dark), _rows(departments)
    found = probabilities.merge(rows[["department_id", "row"]], on="department_id")
    figure = Canvas()
    for grade in rows_of(grades):
        part = found[(found["grade_id"] == grade["grade_id"]) & (found["probability"] > 0)]
        if part.empty:
            continue
        mark, name = theme.mark_of(grade), t.name(grade)
        said = [outlook.share(t, value) for value in part["probability"]]
        figure.add_bar(
            orientation="h",
            x=part["probability"] * 100,
            y=part["row"],
            name=f"{mark.sign} {name}",
            marker={"color": mark.colour(dark), "line": {"width": 1, "color": ink.ground}},
            text=[
                f"{mark.sign} {words}" if value >= ROOM else ""
                for words, value in zip(said, part["probability"], strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": 11.5, "color": cell_ink(mark, dark)},
            hovertext=[f"{name} {words}" for words in said],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    quiet(figure, dark, 78 + ROW_HEIGHT * max(len(rows), 2), top=30, right=24)
    figure.update_layout(barmode="stack", bargap=0.22, legend={"traceorder": "normal"})
    _name_axis(figure, rows, t)
    figure.update_xaxes(
        title=t("axis_probability"), range=[0, 101], tickvals=list(TICKS), ticktext=[f"{at}%" for at in TICKS]
    )
    return figure.done()


def caterpillar(departments: pd.DataFrame, grades: pd.DataFrame, t: Words, dark: bool) -> go.Figure:
    """Rank beside the ranks that other ballots (thick line) and other weights (thin line, square) would give."""
    ink, rows = theme.ink(dark), _rows(departments)
    figure = Canvas()
    for low, high, shift, name, line in (
        ("rank_low", "rank_high", 0.14, t("ranks_ballots"), {"color": ink.accent, "width": 4}),
        ("weights_low", "weights_high", -0.22, t("ranks_weights"), {"color": ink.soft, "width": 1.6}),
    ):
        spans = rows[rows[low].notna()]
        if len(spans):
            figure.add_scatter(
                x=[v for a, b in zip(spans[low], spans[high], strict=True) for v in (a, b, None)],
                y=[v for at in spans["row"] for v in (at + shift, at + shift, None)],
                mode="lines",
                name=name,
                hoverinfo="skip",
                line=line,
            )
    drawn = rows[rows["rank_median"].notna()]
    if len(drawn):
        figure.add_scatter(
            x=drawn["rank_median"],
            y=drawn["row"] - 0.22,
            mode="markers",
            name=t("median_weights"),
            marker={"symbol": "square-open", "size": 7, "color": ink.text, "line": {"width": 1.4}},
            text=[f"{t('median_weights')} {t.number(value)}" for value in drawn["rank_median"]],
            hovertemplate="%{text}<extra></extra>",
        )
    for grade, mark, held in theme.held(rows, grades):
        figure.add_scatter(
            x=held["category_rank"],
            y=held["row"] + 0.14,
            mode="markers",
            name=t.name(grade),
            marker=mark.on_ground(dark),
            customdata=held["department_id"],
            text=[_hover(row, grade, t) for row in rows_of(held)],
            hovertemplate="%{text}<extra></extra>",
        )
    quiet(figure, dark, 96 + ROW_HEIGHT * max(len(rows), 2), top=48)
    _name_axis(figure, rows, t)
    ends = rows[["category_rank", "rank_high", "weights_high"]].max().max()
    last = int(ends) if given(ends) else 1
    step = 1 if last <= 12 else 5
    figure.update_xaxes(
        title=t("axis_rank"), range=[0.4, last + 0.6], tickvals=sorted({1, *range(step, last + 1, step)})
    )
    return figure.done()


def _hover(row: Row, grade: Any, t: Words) -> str:
    lines = [
        f"<b>{t.name(row)}</b>",
        f"{t.rank(row['category_rank'], row['n_ranked'])} · {t.name(grade)}",
        f"{t('ranks_ballots')} {outlook.interval(t, row['rank_low'], row['rank_high'])}",
        f"{t('grade_probability')} {outlook.share(t, row['probability'])}",
        f"{t('ranks_weights')} {outlook.interval(t, row['weights_low'], row['weights_high'])}",
        f"{t('grade_kept')} {outlook.share(t, row['grade_kept_share'])}",
    ]
    return "<br>".join(lines)


def weight_dots(weights: pd.DataFrame, t: Words, dark: bool) -> go.Figure:
    """``weights``: effective_weights of a year in order; a block per category, a row per component."""
    ink, rows, labels, heads = theme.ink(dark), [], [], []
    for _, block in weights.groupby("category_id", sort=False):
        heads.append((len(labels), t.name(rows_of(block)[0], "category")))
        labels.append(f"<b>{heads[-1][1]}</b>")
        for row in rows_of(block):
            rows.append(row | {"row": len(labels)})
            labels.append(t.name(row))
    last = len(labels) - 1
    figure = Canvas()
    both = [row for row in rows if given(row["nominal_share"]) and given(row["effective_share"])]
    figure.add_scatter(
        x=[v for row in both for v in (row["nominal_share"] * 100, row["effective_share"] * 100, None)],
        y=[v for row in both for v in (last - row["row"], last - row["row"], None)],
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
        line={"color": ink.line, "width": 2},
    )
    known = [row for row in rows if given(row["effective_share"])]
    hollow = {"symbol": "circle-open", "size": 11, "color": ink.text, "line": {"width": 1.6}}
    full = {"symbol": "circle", "size": 11, "color": ink.accent}
    for name, column, part, marker in (
        ("nominal_share", "nominal_share", [row for row in rows if given(row["nominal_share"])], hollow),
        ("effective_share", "effective_share", [row for row in known if not row["alarm"]], full),
        (
            "effective_alarm",
            "effective_share",
            [row for row in known if row["alarm"]],
            full | {"symbol": "square", "color": ink.warn},
        ),
    ):
        if part:
            figure.add_scatter(
                x=[row[column] * 100 for row in part],
                y=[last - row["row"] for row in part],
                mode="markers",
                name=t(name),
                marker=marker,
                text=[f"{t.name(row)}<br>{t(column)} {outlook.share(t, row[column])}" for row in part],
                hovertemplate="%{text}<extra></extra>",
            )
    for row in rows:
        figure.put_text(
            1.0,
            last - row["row"],
            _weight(row, t),
            xref="paper",
            xanchor="left",
            xshift=8,
            align="left",
            size=11.5,
        )
    quiet(figure, dark, 88 + 23 * max(len(labels), 3), top=48, right=132 if t.lang == "zh" else 122)
    figure.update_yaxes(
        tickvals=[last - at for at in range(len(labels))],
        ticktext=labels,
        range=[-0.7, last + 0.7],
        showgrid=False,
    )
    figure.update_xaxes(title=t("axis_share_of_variance"), ticksuffix="%")
    return figure.done()


def _weight(row: Row, t: Words) -> str:
    if not given(row["effective_share"]):
        return t("weight_unknown")
    words = outlook.share(t, row["effective_share"])
    return f"{words} · <b>{alarm(t, row)}</b>" if row["alarm"] else words
