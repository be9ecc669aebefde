"""Tables on how sure the result is: rows of marts in, columns in words out."""

from __future__ import annotations

import pandas as pd

from dashboard import outlook
from dashboard.frames import Row, rows_of
from dashboard.lists import Column, Names, category, frame, points, text, whole
from dashboard.wording import Words, given


def _grade(stem: str, names: Names) -> Column:
    return lambda row: names.get(row[stem], row[stem]) if given(row[stem]) else ""


def _share(t: Words, stem: str) -> Column:
    return lambda row: outlook.share(t, row[stem]) if given(row[stem]) else ""


def robustness(t: Words, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Rank and grade beside what other ballots and other weights would have made of them."""

    def ranks(low: str, high: str) -> Column:
        return lambda row: outlook.interval(t, row[low], row[high])

    def median(row: Row) -> str:
        return t.number(row["rank_median"]) if given(row["rank_median"]) else t("none")

    return frame(
        rows,
        {
            t("category"): category(t),
            t("rank"): whole("category_rank"),
            t("department"): t.name,
            t("grade"): _grade("grade_id", names),
            t("total"): points("total"),
            t("se_total"): points("se_total"),
            t("ranks_ballots"): ranks("rank_low", "rank_high"),
            t("grade_probability"): _share(t, "probability"),
            t("ranks_weights"): ranks("weights_low", "weights_high"),
            t("median_weights"): median,
            t("grade_kept"): _share(t, "grade_kept_share"),
        },
    )


def weights(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Nominal and effective share of each component in each category, with the alarm in words."""
    return frame(
        rows,
        {
            t("category"): category(t),
            t("component"): t.name,
            t("nominal_share"): lambda row: (
                outlook.share(t, row["nominal_share"]) if given(row["nominal_share"]) else t("bonus_share")
            ),
            t("effective_share"): lambda row: outlook.share(t, row["effective_share"]),
            t("n_compared"): whole("n"),
            t("alarm"): lambda row: alarm(t, row),
        },
    )


def alarm(t: Words, row: Row) -> str:
    """Which way a component is out of its share; nothing where it is not."""
    if not row["alarm"]:
        return ""
    return t("alarm_low" if row["effective_share"] < row["nominal_share"] else "alarm_high")


def margins(t: Words, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """How far each department stands from the neighbouring grades, and between which ranks it may lie."""

    def to(points_: str, errors: str) -> Column:
        return lambda row: outlook.short_margin(t, row[points_], row[errors])

    def grade(row: Row) -> str:
        """Margins are counted from the grade that the rank gave."""
        own, by_rank = (names.get(row[stem], row[stem]) for stem in ("grade_id", "grade_by_rank"))
        return own if own == by_rank else t("grade_by_rank_beside", grade=own, by_rank=by_rank)

    return frame(
        rows,
        {
            t("department"): t.name,
            t("grade"): grade,
            t("ranks_ballots"): lambda row: outlook.interval(t, row["rank_low"], row["rank_high"]),
            t("to_next_grade"): to("points_to_next", "se_to_next"),
            t("above_next_grade"): to("points_to_fall", "se_to_fall"),
            t("cut_warning"): lambda row: t("margin_near") if row["is_near_cut"] else "",
        },
    )


def all_margins(t: Words, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """The same for every category, as numbers, for the export."""
    return frame(
        rows,
        {
            t("category"): category(t),
            t("department"): t.name,
            t("grade"): _grade("grade_id", names),
            t("total"): points("total"),
            t("se_total"): points("se_total"),
            t("points_to_next"): points("points_to_next"),
            t("errors_to_next"): points("se_to_next"),
            t("points_to_fall"): points("points_to_fall"),
            t("errors_to_fall"): points("se_to_fall"),
            t("grade_probability"): _share(t, "probability"),
            t("cut_warning"): lambda row: t("margin_near") if row["is_near_cut"] else "",
        },
    )


def limits(t: Words, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Who could not be graded better than what, by which limit."""
    return frame(
        rows,
        {
            t("department"): t.name,
            t("reason"): lambda row: t.name(row, "reason"),
            t("at_best"): _grade("best_grade_id", names),
            t("grade"): _grade("grade_id", names),
            t("clause"): text("clause"),
        },
    )


def moved(t: Words, rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Every grade that is not last year's: what made it, and what the change of rank is made of."""

    def before(row: Row) -> str:
        return t.name(row, "grade_before") or names.get(row["grade_before"], row["grade_before"])

    return frame(
        rows,
        {
            t("category"): category(t),
            t("department"): t.name,
            t("grade_moved_title"): lambda row: t(
                "from_to", before=before(row), after=names.get(row["grade_id"], row["grade_id"])
            ),
            t("behind_it"): lambda row: outlook.movement(t, row, names | {row["grade_before"]: before(row)}),
            t("rank_change"): lambda row: outlook.rank_change(t, row),
        },
    )


def changes(t: Words, rows: pd.DataFrame, grades: pd.DataFrame) -> pd.DataFrame:
    """One department over the years: what each change of total, rank and grade is made of."""
    every = {(grade["scheme_id"], grade["grade_id"]): t.name(grade) for grade in rows_of(grades)}

    def grade(row: Row) -> str:
        if not given(row["grade_before"]) or not given(row["grade_id"]):
            return t("change_unknown")
        before = every.get((row["scheme_before"], row["grade_before"]), row["grade_before"])
        after = every.get((row["scheme_id"], row["grade_id"]), row["grade_id"])
        if row["movement"] == "unchanged":
            return t("grade_unchanged", grade=after)
        said = outlook.movement(t, row, {row["grade_before"]: before})
        return t("kind_of", kind=t("from_to", before=before, after=after), what=said)

    return frame(
        rows,
        {
            t("year"): whole("year"),
            t("total"): lambda row: outlook.total_change(t, row),
            t("rank"): lambda row: outlook.rank_change(t, row),
            t("grade"): grade,
        },
    )


def cells(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Every cell of a pair, testable or not: coefficient, interval, p, verdict."""

    def number(stem: str) -> Column:
        return lambda row: t.points(row[stem]) if given(row[stem]) else ""

    def p_value(stem: str) -> Column:
        return lambda row: outlook.p_words(t, row[stem]) if given(row[stem]) else ""

    def limits_of(row: Row) -> str:
        if not given(row["rho_low"]):
            return ""
        return t("interval_of", low=t.points(row["rho_low"]), high=t.points(row["rho_high"]))

    return frame(
        rows,
        {
            t("category"): lambda row: t.name(row, "category") if given(row["category_id"]) else t("pooled"),
            t("n_compared"): whole("n"),
            t("corrected"): number("rho"),
            t("interval_95"): limits_of,
            t("p_permutation"): p_value("p_value"),
            t("p_adjusted"): p_value("p_adjusted"),
            t("pair_agreement"): _share(t, "pair_agreement"),
            t("uncorrected"): number("rho_uncorrected"),
            t("by_construction"): number("rho_by_construction"),
            t("verdict"): lambda row: t("verdict_" + row["verdict"]),
        },
    )


def contradictions(t: Words, rows: pd.DataFrame, pair: str) -> pd.DataFrame:
    """Who stands high in one order and low in the other."""
    x, y = t(f"axis_x_{pair}"), t(f"axis_y_{pair}")
    return frame(
        rows,
        {
            t("category"): category(t),
            t("department"): t.name,
            t("axis_rank_by", what=x): lambda row: t.rank(row["rank_x"], row["n"]),
            t("axis_rank_by", what=y): lambda row: t.rank(row["rank_y"], row["n"]),
            t("which_way"): lambda row: x if row["difference"] < 0 else y,
            t("grade"): lambda row: t.name(row, "grade"),
        },
    )
