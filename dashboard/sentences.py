"""Conclusions in words, each made from the very rows that the figure beside it shows. Frames in, text out."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dashboard.frames import rows_of
from dashboard.wording import Words, given

MAIN_PAIRS = ("contribution", "leader", "social")


def bold(text: object) -> str:
    return f"<b>{html.escape(str(text))}</b>"


def overview(
    t: Words,
    summary: pd.Series,
    counts: pd.DataFrame,
    names: dict[str, str],
    is_scheme_changed: bool,
    status: str,
) -> str:
    """Who is excellent, what moved, who is at the bottom twice, is it final: one sentence."""
    if not summary["n_graded"]:
        return t("say_unfinished", n=int(summary["n_departments"]), incomplete=int(summary["n_incomplete"]))
    grades = t.listed(
        [
            f"{html.escape(names[row['grade_id']])} {bold(t('n_units', n=int(row['n_departments'])))}"
            for row in rows_of(counts)
        ]
    )
    parts = [
        t("say_grades", n=int(summary["n_ranked"]), grades=grades),
        t("say_mean", mean=bold(t.points(summary["mean_total"])), change=t.change(summary["mean_change"])),
    ]
    if summary["n_with_last_year"]:
        parts.append(t("say_moved", up=int(summary["n_up"]), down=int(summary["n_down"])))
    two = int(summary["n_bottom_two_years"])
    parts.append(t("say_bottom_two", n=bold(t("n_units", n=two))) if two else t("say_no_bottom_two"))
    if summary["n_incomplete"]:
        parts.append(t("say_incomplete", n=bold(t("n_units", n=int(summary["n_incomplete"])))))
    if is_scheme_changed:
        parts.append(t("say_scheme_changed"))
    parts.append(t(f"say_status_{status}"))
    return t("say_joint").join(parts) + t("say_end")


def department(
    t: Words, row: pd.Series, grade: str | None, components: pd.DataFrame, is_scheme_changed: bool
) -> str:
    """One department's year: total, rank, grade, change, where it gained and lost most in its category."""
    name = bold(t.name(row))
    if not given(row["total"]):
        missing = components[(components["status"] == "missing") & (components["parent_id"].notna())]
        missing = missing[missing["kind"] == "normal"]
        leaves = missing[~missing["component_id"].isin(components["parent_id"])]
        which = t.listed([t.name(part) for part in rows_of(leaves)]) or t("none")
        return t("say_no_total", name=name, which=html.escape(which))
    parts = [t("say_total", name=name, total=bold(t.points(row["total"])))]
    if given(row["category_rank"]):
        parts.append(
            t(
                "say_rank",
                category=html.escape(t.name(row, "category")),
                rank=bold(t.rank(row["category_rank"], row["n_ranked"])),
            )
        )
        if row["n_ranked"] == 1:
            parts.append(t("say_alone"))
        if row["n_same_rank"] > 1:
            parts.append(t("say_same_rank", n=int(row["n_same_rank"])))
    else:
        parts.append(t("say_not_ranked"))
    if grade:
        parts.append(t("say_grade", grade=bold(grade)))
    if given(row["places_up"]):
        parts.append(
            t("say_places", places=bold(t.places(row["places_up"])))
            + (t("say_new_scheme_note") if is_scheme_changed else "")
        )
    gains = components[components["points_above_median"].notna() & (components["tree_level"] > 0)]
    gains = gains[~gains["component_id"].isin(components["parent_id"])]
    if len(gains) and row["n_ranked"] > 1:
        best = gains.loc[gains["points_above_median"].idxmax()]
        worst = gains.loc[gains["points_above_median"].idxmin()]
        if best["points_above_median"] > 0:
            parts.append(t("say_best", name=bold(t.name(best)), points=t.points(best["points_above_median"])))
        if worst["points_above_median"] < 0:
            parts.append(
                t("say_worst", name=bold(t.name(worst)), points=t.points(-worst["points_above_median"]))
            )
    return t("say_comma").join(parts) + t("say_end")


def consistency(t: Words, pooled: pd.DataFrame) -> str:
    """The verdict words of the three pooled pairs; what is not shown is not called a disagreement."""
    rows = pooled.set_index("pair")
    parts = [
        t(f"say_pair_{pair}", verdict=bold(t("verdict_" + rows.loc[pair, "verdict"])))
        for pair in MAIN_PAIRS
        if pair in rows.index
    ]
    if not parts:
        return t("say_no_consistency")
    sentence = t("say_consistency", parts=t("say_joint").join(parts))
    if "no_evidence" in set(rows["verdict"]):
        sentence += t("say_no_evidence_note")
    return sentence


def attention(t: Words, row: pd.Series, names: dict[str, str], categories: dict[str, str]) -> str:
    """One line of "needs attention"."""
    who = t.name(row) if given(row["department_id"]) else ""
    values: dict[str, Any] = {
        "who": f"**{who}**",
        "category": categories.get(row["category_id"], t("all_categories")),
        "grade": names.get(row["object_id"], ""),
        "points": t.points(row["value"]),
        "pair": t(f"pair_{row['object_id']}") if row["kind"] == "contrary" else "",
    }
    return t(f"attention_{row['kind']}", **values)


def trend(t: Words, chosen: pd.DataFrame, name: str) -> str:
    """The highlighted department over the years: first and last rank, best and worst."""
    ranked = chosen[chosen["category_rank"].notna()].sort_values("year")
    if ranked.empty:
        return t("say_trend_none", name=bold(name))
    last = ranked.iloc[-1]
    if len(ranked) == 1:
        return t(
            "say_trend_one",
            name=bold(name),
            year=int(last["year"]),
            rank=bold(t.rank(last["category_rank"], last["n_ranked"])),
        )
    first = ranked.iloc[0]
    top, low = ranked.loc[ranked["category_rank"].idxmin()], ranked.loc[ranked["category_rank"].idxmax()]
    sentence = t(
        "say_trend",
        name=bold(name),
        first=int(first["year"]),
        last=int(last["year"]),
        first_rank=t.rank(first["category_rank"], first["n_ranked"]),
        last_rank=bold(t.rank(last["category_rank"], last["n_ranked"])),
        top=int(top["category_rank"]),
        top_year=int(top["year"]),
        low=int(low["category_rank"]),
        low_year=int(low["year"]),
    )
    return sentence
