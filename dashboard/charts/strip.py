"""Strip plot: a row per category, a mark per department. Spread, cuts and near misses at one look."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import outlook as words
from dashboard import theme
from dashboard.charts.base import Canvas, quiet
from dashboard.frames import rows_of
from dashboard.wording import Words, given

LANES = (0.0, 0.15, -0.15)
ERRORS = 2  # standard errors to each side
OF_OUTLOOK = ("se_total", "rank_low", "rank_high", "probability")


def strip_plot(
    departments: pd.DataFrame,
    places: pd.DataFrame,
    grades: pd.DataFrame,
    t: Words,
    dark: bool,
    height: int = 400,
    outlook: pd.DataFrame | None = None,
) -> go.Figure:
    """``departments``: department_years with category names; ``places``: grade_places; ``outlook``: grade_outlook."""
    ink = theme.ink(dark)
    ranked = departments[departments["category_rank"].notna()].copy()
    order = ranked.drop_duplicates("category_id")[["category_id", "category_zh", "category_en"]].reset_index(
        drop=True
    )
    rows = {category: len(order) - 1 - at for at, category in enumerate(order["category_id"])}
    ranked["row"] = ranked["category_id"].map(rows)
    ranked["lane"] = ranked.groupby("category_id").cumcount().map(lambda n: LANES[n % len(LANES)])
    figure = Canvas()
    _cuts(figure, places, grades, rows, t, ink)
    if outlook is not None:
        ranked = ranked.merge(outlook[["department_id", *OF_OUTLOOK]], on="department_id", how="left")
        _errors(figure, ranked[ranked["se_total"].notna()], t, ink)
    near = ranked[ranked["is_near_cut"]]
    if len(near):
        figure.add_scatter(
            x=near["total"],
            y=near["row"] + near["lane"],
            mode="markers",
            name=t("near_cut"),
            hoverinfo="skip",
            marker={"symbol": "circle-open", "size": 19, "color": ink.warn, "line": {"width": 1.6}},
        )
    for grade, mark, held in theme.held(ranked, grades):
        figure.add_scatter(
            x=held["total"],
            y=held["row"] + held["lane"],
            mode="markers",
            name=t.name(grade),
            marker=mark.on_ground(dark),
            customdata=held["department_id"],
            text=[_hover(row, grade, t) for row in rows_of(held)],
            hovertemplate="%{text}<extra></extra>",
        )
    _ends(figure, ranked, t, ink)
    quiet(figure, dark, height, top=30)
    figure.update_yaxes(
        tickvals=list(rows.values()),
        ticktext=[_row_label(row, ranked, t) for row in rows_of(order)],
        range=[-0.58, len(rows) - 0.38],
        showgrid=False,
    )
    low, high = (ranked["total"].min(), ranked["total"].max()) if len(ranked) else (0, 100)
    room = max(0.6, (high - low) * 0.03)
    right = _room_for_cuts(places, rows, high, (high - low) or 1.0, t)
    figure.update_xaxes(title=t("axis_total"), range=[low - room, max(high + room, right)])
    return figure.done()


def _room_for_cuts(places: pd.DataFrame, rows: dict[str, int], high: float, span: float, t: Words) -> float:
    """Right end that leaves space for the words beside the best grade's cut."""
    cuts = places[
        places["cut_total"].notna() & places["category_id"].isin(rows) & (places["grade_order"] == 1)
    ]
    return float(cuts["cut_total"].max()) + span * (0.085 if t.lang == "zh" else 0.125) if len(cuts) else high


def _row_label(row: pd.Series, ranked: pd.DataFrame, t: Words) -> str:
    n = int((ranked["category_id"] == row["category_id"]).sum())
    name = t.name(row, "category")
    if len(name) > 16 and " " in name:
        half = name.rfind(" ", 0, len(name) // 2 + 4)
        name = name[:half] + "<br>" + name[half + 1 :]
    return f"<b>{name}</b><br>{t('n_ranked', n=n)}"


def _hover(row: pd.Series, grade: pd.Series, t: Words) -> str:
    lines = [
        f"<b>{t.name(row)}</b>",
        f"{t('points_of', points=t.points(row['total']))} · {t.name(grade)}",
        t.rank(row["category_rank"], row["n_ranked"]),
        t.places(row["places_up"]),
    ]
    if given(row["points_to_next"]) and row["points_to_next"] >= 0:
        lines.append(t("to_next", points=t.points(row["points_to_next"])))
    if given(row.get("rank_low")):
        ranks = words.interval(t, row["rank_low"], row["rank_high"])
        lines.append(t("hover_sure", ranks=ranks, share=words.share(t, row["probability"])))
    return "<br>".join(lines)


def _errors(figure: Canvas, known: pd.DataFrame, t: Words, ink: theme.Ink) -> None:
    """A line through each mark: where the total might have come out had other people answered."""
    if len(known):
        figure.add_scatter(
            x=[
                v
                for total, error in zip(known["total"], known["se_total"] * ERRORS, strict=True)
                for v in (total - error, total + error, None)
            ],
            y=[v for at in known["row"] + known["lane"] for v in (at, at, None)],
            mode="lines",
            name=t("two_errors", n=ERRORS),
            hoverinfo="skip",
            line={"color": ink.soft, "width": 1.6},
        )


def _cuts(
    figure: Canvas,
    places: pd.DataFrame,
    grades: pd.DataFrame,
    rows: dict[str, int],
    t: Words,
    ink: theme.Ink,
) -> None:
    """Dotted line at the last total that still got the grade; the lowest grades have no cut."""
    quota = grades[grades["is_quota"]]
    x: list[float | None] = []
    y: list[float | None] = []
    for at, grade in enumerate(rows_of(quota)):
        cuts = places[(places["grade_id"] == grade["grade_id"]) & places["cut_total"].notna()]
        for cut in rows_of(cuts):
            row = rows.get(cut["category_id"])
            if row is None:
                continue
            x += [cut["cut_total"], cut["cut_total"], None]
            y += [row - 0.4, row + 0.3, None]
            figure.put_text(
                cut["cut_total"],
                row - 0.4,
                f"{t.name(grade)} {t.points(cut['cut_total'])}",
                size=11,
                color=ink.soft,
                yanchor="middle",
                xanchor="left" if at == 0 else "right",
                xshift=3 if at == 0 else -3,
            )
    if x:
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines",
            name=t("grade_cut"),
            hoverinfo="skip",
            line={"color": ink.soft, "width": 1.2, "dash": "dot"},
        )


def _ends(figure: Canvas, ranked: pd.DataFrame, t: Words, ink: theme.Ink) -> None:
    """First and last are named; everybody else answers to the pointer."""
    span = float(ranked["total"].max() - ranked["total"].min()) if len(ranked) else 0.0
    for _, group in ranked.groupby("category_id", sort=False):
        first, last = group.iloc[0], group.iloc[-1]
        _name(figure, first, "right", t, ink)
        if len(group) > 1:
            needed = sum(_width(_named(row, t)) for row in (first, last)) * span
            crowded = first["total"] - last["total"] < needed
            _name(figure, last, "right" if crowded else "left", t, ink)


def _name(figure: Canvas, row: pd.Series, anchor: str, t: Words, ink: theme.Ink) -> None:
    options = {
        "xanchor": anchor,
        "yanchor": "bottom",
        "xshift": 8 if anchor == "right" else -8,
        "color": ink.text,
    }
    figure.put_text(row["total"], row["row"] + 0.27, _named(row, t), **options)


def _width(text: str) -> float:
    """About the part of the plot's width that a label takes."""
    return sum(0.0168 if ord(letter) > 0x2E7F else 0.0094 for letter in text)


def _named(row: pd.Series, t: Words) -> str:
    return f"{t.name(row)} {t.points(row['total'])}"
