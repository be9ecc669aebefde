"""Cut figure: one category from the best to the last, where its grades were cut and who was moved."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.frames import Row, rows_of
from dashboard.wording import Words, given

ROW_HEIGHT = 23
MIDDLE = 0.45  # of the span of totals: words stand on the side that has room


def cut_figure(
    departments: pd.DataFrame, places: pd.DataFrame, grades: pd.DataFrame, t: Words, dark: bool
) -> go.Figure:
    """``departments``: department_years of one category; ``places``: its grade_places; a row per department."""
    ink, names = theme.ink(dark), {row["grade_id"]: t.name(row) for row in rows_of(grades)}
    order = dict(zip(grades["grade_id"], grades["grade_order"], strict=True))
    ranked = departments[departments["category_rank"].notna()]
    ranked = ranked.assign(order_by_rank=ranked["grade_by_rank"].map(order))
    ranked = ranked.sort_values(["category_rank", "order_by_rank", "display_order"], kind="stable")
    ranked = ranked.assign(row=range(len(ranked) - 1, -1, -1))
    figure = Canvas()
    low, high = (ranked["total"].min(), ranked["total"].max()) if len(ranked) else (0.0, 1.0)
    span = (high - low) or 1.0
    quota = grades.loc[grades["is_quota"], "grade_id"]
    _cuts(figure, ranked, places[places["grade_id"].isin(quota)], names, t, ink)
    for row in rows_of(ranked[ranked["grade_changed_by"].notna()]):
        is_left = row["total"] > low + span * MIDDLE  # on the side that has room
        figure.put_text(
            row["total"],
            row["row"],
            f"<b>{_moved(row, names, t)}</b>",
            size=11.5,
            color=ink.text,
            xanchor="right" if is_left else "left",
            xshift=-12 if is_left else 52,
        )
    for grade, mark, held in theme.held(ranked, grades):
        figure.add_scatter(
            x=held["total"],
            y=held["row"],
            mode="markers+text",
            name=t.name(grade),
            marker=mark.on_ground(dark),
            text=[f"  {t.points(total)}" for total in held["total"]],
            textposition="middle right",
            textfont={"size": 11.5, "color": ink.text},
            customdata=held["department_id"],
            hovertext=[_hover(row, names, t) for row in rows_of(held)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    quiet(figure, dark, 78 + ROW_HEIGHT * max(len(ranked), 3), top=30)
    figure.update_yaxes(
        tickvals=ranked["row"].tolist(),
        ticktext=[
            t("rank_name", rank=int(row["category_rank"]), name=t.name(row)) for row in rows_of(ranked)
        ],
        range=[-0.7, len(ranked) - 0.3],
        showgrid=False,
    )
    figure.update_xaxes(title=t("axis_total"), range=[low - span * 0.04, high + span * 0.16])
    return figure.done()


def _cuts(
    figure: Canvas,
    ranked: pd.DataFrame,
    places: pd.DataFrame,
    names: dict[str, str],
    t: Words,
    ink: theme.Ink,
) -> None:
    """A line below the last department that got the grade by its total; a decided tie is cut in two."""
    low, high = ranked["total"].min(), ranked["total"].max()
    for cut in rows_of(places[places["cut_total"].notna()]):
        is_holder = (ranked["total"] == cut["cut_total"]) & (ranked["order_by_rank"] <= cut["grade_order"])
        above = ranked[(ranked["total"] > cut["cut_total"]) | is_holder]
        if above.empty or len(above) == len(ranked):
            continue
        at = float(above["row"].min()) - 0.5
        figure.add_hline(at, line={"color": ink.soft, "width": 1.2, "dash": "dot"})
        words = t("cut_line", grade=names.get(cut["grade_id"], ""), total=t.points(cut["cut_total"]))
        is_left = cut["cut_total"] > low + (high - low) * MIDDLE
        figure.put_text(
            0.005 if is_left else 0.995,
            at,
            words,
            size=11,
            color=ink.soft,
            xref="paper",
            xanchor="left" if is_left else "right",
            yanchor="bottom",
        )


def _moved(row: Row, names: dict[str, str], t: Words) -> str:
    if not given(row["grade_changed_by"]):
        return ""
    before, after = (names.get(row[name], t("no_grade")) for name in ("grade_by_rank", "grade_id"))
    return t("moved_by", rule=t("step_" + row["grade_changed_by"]), before=before, after=after)


def _hover(row: Row, names: dict[str, str], t: Words) -> str:
    lines = [
        f"<b>{t.name(row)}</b>",
        f"{t('points_of', points=t.points(row['total']))} · {names.get(row['grade_id'], t('no_grade'))}",
        t.rank(row["category_rank"], row["n_ranked"]),
        _moved(row, names, t),
    ]
    return "<br>".join(line for line in lines if line)
