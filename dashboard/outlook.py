"""How sure is it, in words: margins in points and standard errors, other ballots, other weights, what moved a grade.

Every word is made from the row that the figure beside it shows; nothing is computed here. Rows in, words out.
"""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dashboard import theme
from dashboard.frames import rows_of
from dashboard.sentences import bold
from dashboard.wording import Words, given

MOVEMENTS = ("override", "within_noise", "beyond_noise")
PARTS = ("own", "peers", "scheme")
Names = dict[str, str]


def share(t: Words, value: Any) -> str:
    """A share between 0 and 1 as hundredths: 57.5%."""
    if not given(value):
        return t("none")
    return t.percent(float(value) * 100).replace("-0.0%", "0.0%")


def interval(t: Words, low: Any, high: Any) -> str:
    """Ranks 2 to 4; a single rank stands alone."""
    if not given(low) or not given(high):
        return t("none")
    return str(int(low)) if low == high else t("rank_interval", low=int(low), high=int(high))


def margin(t: Words, points: Any, errors: Any) -> str:
    """0.42 points (0.6 standard errors); without replicates the points alone."""
    if not given(points):
        return ""
    words = t("points_of", points=t.points(points))
    return t("with_errors", words=words, errors=f"{float(errors):.1f}") if given(errors) else words


def short_margin(t: Words, points: Any, errors: Any) -> str:
    """0.42 (0.6), for a column whose heading says what stands in brackets."""
    if not given(points):
        return ""
    if points < 0:
        return t("closed_margin", points=t.points(-points))
    return (
        t("in_brackets", first=t.points(points), second=f"{float(errors):.1f}")
        if given(errors)
        else t.points(points)
    )


def margin_lines(t: Words, row: Any, names: Names) -> list[str]:
    """Margins of one department to the grades above and below, each in points and standard errors."""
    lines = []
    if given(row["points_to_next"]):
        is_open = row["points_to_next"] >= 0
        words = margin(
            t, abs(row["points_to_next"]), abs(row["se_to_next"]) if given(row["se_to_next"]) else None
        )
        grade = names.get(row["next_grade_id"], row["next_grade_id"])
        lines.append(
            t("short_of" if is_open else "closed_above", grade=html.escape(grade), margin=bold(words))
        )
    if given(row["points_to_fall"]):
        words = margin(t, row["points_to_fall"], row["se_to_fall"])
        grade = names.get(row["fall_grade_id"], row["fall_grade_id"])
        lines.append(t("safe_from", grade=html.escape(grade), margin=bold(words)))
    return lines or [t("margin_none")]


def chances(t: Words, probabilities: pd.DataFrame, grades: pd.DataFrame) -> str:
    """Excellent 57.5%, good 42.5%: every grade that turned up, with its shape."""
    found = probabilities[probabilities["probability"] > 0].set_index("grade_id")["probability"]
    said = [
        f"{theme.mark_of(grade).sign} {t.name(grade)} {share(t, found[grade['grade_id']])}"
        for grade in rows_of(grades)
        if grade["grade_id"] in found.index
    ]
    return t.listed(said) or t("no_draws")


def department(
    t: Words, outlook: pd.DataFrame, probabilities: pd.DataFrame, grades: pd.DataFrame
) -> list[str]:
    """Lines for the sheet of one department: how sure its grade is, its rank under other ballots, its margins."""
    if outlook.empty:
        return []
    row, names = rows_of(outlook)[0], {grade["grade_id"]: t.name(grade) for grade in rows_of(grades)}
    lines = [t("chances_of", chances=bold(chances(t, probabilities, grades)))]
    if given(row["rank_low"]):
        ranks = interval(t, row["rank_low"], row["rank_high"])
        lines.append(t("rank_under_ballots", ranks=bold(ranks), error=t.points(row["se_total"])))
    if given(row["grade_kept_share"]):
        ranks = interval(t, row["weights_low"], row["weights_high"])
        lines.append(t("rank_under_weights", ranks=bold(ranks), share=share(t, row["grade_kept_share"])))
    if row["grade_by_rank"] != row["grade_id"]:
        lines.append(
            t("margin_by_rank", grade=html.escape(names.get(row["grade_by_rank"], row["grade_by_rank"])))
        )
    lines += margin_lines(t, row, names)
    if row["is_near_cut"]:
        lines.append(t("margin_near"))
    if given(row["grade_before"]) and row["grade_id"] != row["grade_before"]:
        lines.append(t("grade_moved", words=html.escape(movement(t, row, names))))
    return lines


def movement(t: Words, row: Any, names: Names) -> str:
    """What lies behind a grade that is not last year's."""
    if not given(row["movement"]):
        return t("movement_unknown" if given(row["grade_before"]) else "no_last_year")
    before = names.get(row["grade_before"], row["grade_before"])
    return t(f"movement_{row['movement']}", grade=before, share=share(t, row["probability_of_grade_before"]))


def rank_change(t: Words, row: Any) -> str:
    """Down 3: own results 1 down, peers 2 down. Parts that did nothing are left out."""
    if not given(row["rank_change"]):
        return t("change_unknown")
    parts = [
        t(f"rank_part_{part}", words=_rank_part(t, row[f"rank_by_{part}"]))
        for part in PARTS
        if given(row[f"rank_by_{part}"]) and round(float(row[f"rank_by_{part}"]), 2) != 0
    ]
    words = t.places(-row["rank_change"])
    return t("kind_of", kind=words, what=t.listed(parts)) if parts else words


def _rank_part(t: Words, value: Any) -> str:
    """A rank that grows is a place lost; parts may be fractions of a place."""
    return t("part_down" if value > 0 else "part_up", n=t.number(round(abs(float(value)), 2)))


def total_change(t: Words, row: Any) -> str:
    """0.60 below last year; where the scheme changed too, its part stands beside that of the results."""
    if not given(row["total_change"]):
        return t("change_unknown")
    words = t.change(row["total_change"])
    if not given(row["total_by_scheme"]) or round(float(row["total_by_scheme"]), 2) == 0:
        return words
    parts = [
        t(f"total_part_{part}", points=f"{float(row[f'total_by_{part}']):+.2f}".replace("-", "−"))
        for part in ("results", "scheme")
    ]
    return t("kind_of", kind=words, what=t.listed(parts))


def ballots(t: Words, outlook: pd.DataFrame, names: Names) -> str:
    """Had other people answered: in how many cases the grade never changed, and whose is the least sure."""
    drawn = outlook[outlook["probability"].notna()]
    if drawn.empty:
        return t("no_draws")
    sure = int((drawn["probability"] == 1).sum())
    words = t("say_sure", n=len(drawn), sure=bold(sure))
    if sure == len(drawn):
        return words
    least = rows_of(drawn.loc[[drawn["probability"].idxmin()]])[0]
    return words + t(
        "say_least",
        name=html.escape(t.name(least)),
        grade=html.escape(names.get(least["grade_id"], least["grade_id"])),
        share=bold(share(t, least["probability"])),
    )


def movements(t: Words, outlook: pd.DataFrame) -> str:
    """How many grades are not last year's, and how many of them by what; nothing where there was no last year."""
    changed = outlook[outlook["grade_before"].notna() & (outlook["grade_before"] != outlook["grade_id"])]
    if not outlook["grade_before"].notna().any():
        return ""
    if changed.empty:
        return t("say_no_grade_moved")
    parts = [t(f"n_{kind}", n=n) for kind in MOVEMENTS if (n := int((changed["movement"] == kind).sum()))]
    unknown = int(changed["movement"].isna().sum())
    parts += [t("n_movement_unknown", n=unknown)] if unknown else []
    return t("say_grades_moved", n=bold(len(changed)), parts=t.listed(parts))


def believe(t: Words, outlook: pd.DataFrame, names: Names) -> str:
    """For the first screen: can it be believed. Empty where no department has a grade."""
    parts = certainties(t, outlook, names)
    return t("say_believe", words=t("say_joint").join(parts)) + t("say_end") if parts else ""


def certainties(t: Words, outlook: pd.DataFrame, names: Names) -> list[str]:
    """The same, sentence by sentence."""
    if outlook.empty:
        return []
    return [part for part in (ballots(t, outlook, names), movements(t, outlook)) if part]


def robustness(t: Words, outlook: pd.DataFrame, weights: pd.DataFrame, names: Names) -> str:
    """The page's conclusion: other ballots, other weights, and components that decide more or less than they should."""
    if outlook.empty:
        return t("nobody_graded")
    parts = [ballots(t, outlook, names)]
    drawn = outlook[outlook["grade_kept_share"].notna()]
    if len(drawn):
        kept = int((drawn["grade_kept_share"] == 1).sum())
        words = t("say_kept", kept=bold(kept), n=len(drawn))
        if kept < len(drawn):
            least = rows_of(drawn.loc[[drawn["grade_kept_share"].idxmin()]])[0]
            name, kept_share = html.escape(t.name(least)), bold(share(t, least["grade_kept_share"]))
            words += t("say_least_kept", name=name, share=kept_share)
        parts.append(words)
    compared = weights[weights["nominal_share"].notna() & weights["effective_share"].notna()]
    if len(compared):
        parts.append(t("say_alarms", n=bold(int(compared["alarm"].sum())), of=len(compared)))
    return t("say_robust", words=t("say_joint").join(parts)) + t("say_end")


def heterogeneity(t: Words, pooled: Any, cells: pd.DataFrame) -> str:
    """Do the categories differ more than chance would have it? Then the pooled value must not stand alone."""
    if not given(pooled["heterogeneity_q"]):
        return ""
    words = t("heterogeneity", q=t.points(pooled["heterogeneity_q"]), n=int(cells["rho"].notna().sum()))
    p_value = pooled.get("heterogeneity_p")
    return words + (t("heterogeneity_p", p=p_words(t, p_value)) if given(p_value) else "")


def p_words(t: Words, value: Any) -> str:
    """0.0065; never 0: a permutation test cannot show that."""
    if not given(value):
        return t("none")
    return t("p_below", value="0.001") if value < 0.001 else f"{float(value):.3f}"
