"""What stands on the number cards and in the short lists of a page: rows in, words out."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dashboard import outlook, theme
from dashboard.frames import rows_of
from dashboard.sentences import MAIN_PAIRS, bold
from dashboard.wording import Words, given

Card = dict[str, Any]


def grade_names(t: Words, grades: pd.DataFrame) -> dict[str, str]:
    return {row["grade_id"]: t.name(row) for row in rows_of(grades)}


def overview_cards(
    t: Words,
    summary: pd.Series,
    counts: pd.DataFrame,
    grades: pd.DataFrame,
    pooled: pd.DataFrame,
    dark: bool,
) -> list[Card]:
    """A card per grade, the mean, the bottom twice, and the three consistencies in words."""
    marks, names = theme.marks(grades), grade_names(t, grades)
    cards: list[Card] = []
    for row in rows_of(counts):
        mark = marks[row["grade_id"]]
        cards.append(
            {
                "label": names[row["grade_id"]],
                "sign": mark.sign,
                "colour": mark.colour(dark),
                "value": int(row["n_departments"]),
                "unit": t("unit_departments"),
                "note": t("last_year_n", n=int(row["n_before"]))
                if given(row["n_before"])
                else t("no_last_year"),
            }
        )
    cards.append(
        {
            "label": t("mean_total"),
            "value": t.points(summary["mean_total"]),
            "unit": t("unit_points"),
            "note": t.change(summary["mean_change"]),
        }
    )
    cards.append(
        {
            "label": t("bottom_two_years"),
            "value": int(summary["n_bottom_two_years"]),
            "unit": t("unit_departments"),
            "note": t("bottom_this_year", n=int(summary["n_bottom"])),
        }
    )
    verdicts = pooled.set_index("pair")["verdict"]
    lines = [
        t("card_pair", pair=t(f"pair_short_{pair}"), verdict=bold(t("verdict_" + verdicts[pair])))
        for pair in MAIN_PAIRS
        if pair in verdicts.index
    ]
    cards.append({"label": t("three_consistencies"), "lines": lines or [t("say_no_consistency")]})
    return cards


def names_by_category(t: Words, departments: pd.DataFrame) -> str:
    """Names and totals by category, best first, as a list."""
    lines = []
    for _, group in departments.groupby("category_id", sort=False):
        named = t.listed([f"{t.name(row)} {t.points(row['total'])}" for row in rows_of(group)])
        lines.append(f"- **{t.name(group.iloc[0], 'category')}**{t('colon')}{named}")
    return "\n".join(lines) or t("nobody")


def department_cards(t: Words, row: pd.Series, grades: pd.DataFrame, dark: bool) -> list[Card]:
    """Grade, total, rank, change, margins: figures with their denominator and direction in words."""
    names = grade_names(t, grades)
    mark = theme.marks(grades).get(row["grade_id"], theme.NONE)
    has_total = given(row["total"])
    return [
        {
            "label": t("grade"),
            "sign": mark.sign,
            "colour": mark.colour(dark),
            "value": names.get(row["grade_id"], t("no_grade")),
            "note": _grade_note(t, row, names),
        },
        {
            "label": t("total"),
            "value": t.points(row["total"]),
            "unit": t("unit_points") if has_total else "",
            "note": t.change(row["total_change"]) if has_total else _grade_note(t, row, names),
        },
        {
            "label": t("rank_in", category=t.name(row, "category")),
            "value": t.rank(row["category_rank"], row["n_ranked"]) if has_total else t("no_rank"),
            "words": True,
            "note": t("rank_last_year", rank=t.rank(row["rank_before"], row["n_ranked_before"]))
            if given(row["rank_before"])
            else t("no_last_year"),
        },
        {
            "label": t("rank_change"),
            "value": t.places(row["places_up"]),
            "words": True,
            "note": _bottom_note(t, row),
        },
        {"label": _margin_label(t, row, names), "lines": _margins(t, row, names)},
    ]


def _grade_note(t: Words, row: pd.Series, names: dict[str, str]) -> str:
    if not given(row["grade_id"]):
        return t("reason_" + row["no_grade_reason"]) if given(row["no_grade_reason"]) else ""
    if given(row["grade_by_rank"]) and row["grade_by_rank"] != row["grade_id"]:
        how = "refilled" if row["grade_changed_by"] == "refill" else "was"
        return t(f"grade_by_rank_{how}", grade=names[row["grade_by_rank"]])
    if given(row["grade_before"]):
        return t("grade_last_year", grade=names.get(row["grade_before"], row["grade_before"]))
    return t("no_last_year")


def _bottom_note(t: Words, row: pd.Series) -> str:
    if not given(row["category_rank"]):
        return ""
    if row["is_bottom_two_years"]:
        return t("bottom_two_years")
    return t("bottom_note") if row["is_bottom"] else t("not_bottom_note")


def _margin_label(t: Words, row: pd.Series, names: dict[str, str]) -> str:
    """Margins are judged by the grade that the rank gave; where a decision changed it, that is said."""
    if given(row["grade_by_rank"]) and row["grade_by_rank"] != row["grade_id"]:
        return t("margin_by_rank", grade=names[row["grade_by_rank"]])
    return t("margin")


def _margins(t: Words, row: pd.Series, names: dict[str, str]) -> list[str]:
    lines = []
    if given(row["points_to_next"]):
        points = bold(t.points(abs(row["points_to_next"])))
        key = "margin_next" if row["points_to_next"] >= 0 else "margin_limited"
        lines.append(t(key, grade=names[row["next_grade_id"]], points=points))
    if given(row["points_to_fall"]):
        points = bold(t.points(row["points_to_fall"]))
        lines.append(t("margin_fall", grade=names[row["fall_grade_id"]], points=points))
    if row["is_near_cut"]:
        lines.append(t("margin_near"))
    return lines or [t("margin_none")]


def pair_card(t: Words, row: pd.Series) -> Card:
    """Verdict word first, then the numbers that it comes from."""
    numbers = t("rho_n", rho=t.points(row["rho"]), n=int(row["n"]))
    if given(row["rho_low"]):
        numbers += t("rho_interval", low=t.points(row["rho_low"]), high=t.points(row["rho_high"]))
    lines = [t("means_" + row["verdict"]), numbers]
    if given(row["p_value"]):
        adjusted = outlook.p_words(t, row["p_adjusted"])
        lines.append(html.escape(t("pair_p", p=outlook.p_words(t, row["p_value"]), adjusted=adjusted)))
    if given(row["pair_agreement"]):
        lines.append(t("pair_pairs", n=round(row["pair_agreement"] * 100)))
    return {
        "label": t(f"pair_{row['pair']}"),
        "value": t("verdict_" + row["verdict"]),
        "words": True,
        "note": "<br>".join(lines),
    }


def feedback_cards(t: Words, row: pd.Series) -> list[Card]:
    """Opinions and how they were sorted; rectifications due, answered and verified in time, late, back again."""

    def rate(label: str, share: Any, count: Any) -> Card:
        known = given(share)
        return {
            "label": t(label),
            "value": t.percent(share * 100) if known else t("none"),
            "note": t("of_due", n=int(count), due=int(row["n_due"])) if known else t("nothing_due"),
        }

    def number(label: str, column: str, note: str = "") -> Card:
        return {"label": t(label), "value": int(row[column]), "unit": t("unit_items"), "note": note}

    sorted_by = [
        t(f"sorted_{how}", n=bold(int(row[column])))
        for how, column in (
            ("given", "n_themes_given"),
            ("keyword", "n_themes_by_keyword"),
            ("none", "n_unsorted"),
        )
    ]
    opinions = {
        "label": t("opinions"),
        "value": int(row["n_opinions"]),
        "unit": t("unit_opinions"),
        "note": t("concerned_departments", n=int(row["n_departments"])),
    }
    return [
        opinions,
        {"label": t("sorted_how"), "lines": sorted_by},
        number("rectifications_due", "n_due", t("of_rectifications", n=int(row["n_rectifications"]))),
        rate("answered_in_time", row["answered_in_time_share"], row["n_answered_in_time"]),
        rate("verified_in_time", row["verified_in_time_share"], row["n_verified_in_time"]),
        number("overdue_open", "n_overdue", t("as_of", date=t.day(row["as_of_date"]))),
        number("sent_back", "n_sent_back"),
        {
            "label": t("recurring_themes"),
            "value": int(row["n_recurring"]),
            "unit": t("unit_places"),
            "note": t("recurring_note"),
        },
    ]
