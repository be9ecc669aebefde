"""Conclusions in words, each made from the very rows that the figure beside it shows. Frames in, text out."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dashboard.frames import rows_of
from dashboard.wording import Words, given

MAIN_PAIRS = ("contribution", "leader", "social")
QUOTA, REWARD = "civil_servant_excellent_share", "reward_level"
SCORE_KINDS = ("not_applicable", "target_change")  # decisions on scores and targets, all others are on grades
MEASURES = ("reminder_talk", "leadership_adjustment", "head_barred_from_excellent", QUOTA, REWARD)


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


def grades(
    t: Words,
    summary: pd.Series,
    counts: pd.DataFrame,
    names: dict[str, str],
    places: pd.DataFrame,
    decisions: pd.DataFrame,
    refills: pd.DataFrame,
) -> str:
    """How places became names: the grades given, ties, decisions that changed a grade, places refilled."""
    if not summary["n_graded"]:
        return t("say_unfinished", n=int(summary["n_departments"]), incomplete=int(summary["n_incomplete"]))
    given_out = t.listed(
        [
            f"{html.escape(names[row['grade_id']])} {bold(t('n_units', n=int(row['n_departments'])))}"
            for row in rows_of(counts)
        ]
    )
    n_ties, changed = int(places["is_tie"].sum()), int(decisions["is_effective"].sum())
    parts = [
        t("say_grades", n=int(summary["n_ranked"]), grades=given_out),
        t("say_ties", n=bold(n_ties)) if n_ties else t("say_no_ties"),
        t("say_decisions", n=bold(len(decisions)), changed=bold(changed))
        if len(decisions)
        else t("say_no_decisions"),
    ]
    if len(refills):
        parts.append(t("say_refills", n=bold(len(refills))))
    return t("say_joint").join(parts) + t("say_end")


def ties(
    t: Words,
    places: pd.DataFrame,
    departments: pd.DataFrame,
    grade_names: dict[str, str],
    category_names: dict[str, str],
) -> list[str]:
    """Each tie at a cut in exact words, and equal remainders at the last place."""
    said = [
        _tie(
            t, row, departments[departments["category_id"] == row["category_id"]], grade_names, category_names
        )
        for row in rows_of(places[places["is_tie"]])
    ]
    for category in places.loc[places["remainder_tie"], "category_id"].unique():
        said.append(t("say_remainder_tie", category=bold(category_names.get(category, category))))
    return said


def _tie(
    t: Words, row: Any, departments: pd.DataFrame, grade_names: dict[str, str], category_names: dict[str, str]
) -> str:
    n, holders, open_places = (int(row[name]) for name in ("n_tied_at_cut", "n_holders", "places_open"))
    by_policy = row["decided_by"] == "tie_policy"
    all_up = by_policy and holders > open_places
    total = row["cut_total"] if all_up or not by_policy else row["next_in_line_total"]
    tied = departments[departments["total"] == total]
    first = int(tied["category_rank"].min())
    ranks = t("two_ranks" if n == 2 else "many_ranks", first=first, last=first + n - 1)
    rule = ("all_up" if all_up else "all_down") if by_policy else "keys"
    return t(
        f"say_tie_{rule}",
        category=bold(category_names.get(row["category_id"], "")),
        ranks=ranks,
        total=bold(t.points(total)),
        places=open_places,
        holders=holders,
        grade=bold(grade_names.get(row["grade_id"], row["grade_id"])),
        by=html.escape(t.name(row, "key")),
        who=html.escape(t.listed([t.name(department) for department in rows_of(tied)])),
    )


def uses(t: Words, measures: pd.DataFrame, quotas: pd.DataFrame) -> str:
    """How many of each measure follow, and what is done. A raised quota needs no record of its own."""
    if measures.empty and quotas.empty:
        return t("say_no_uses")
    acts = measures[measures["measure_id"] != QUOTA]
    parts = [
        t("say_measure", measure=t.coded(f"measure_{measure}", measure), n=bold(len(same)))
        for measure in in_order(acts["measure_id"])
        if len(same := acts[acts["measure_id"] == measure])
    ]
    parts.append(t("say_quota_raised", n=bold(int(quotas["is_raised"].sum()))))
    contradicted = measures["state"] == "contradicted"
    counts = {
        "taken": bold(int((acts["state"] == "taken").sum())),
        "due": bold(int((acts["state"] == "due").sum())),
        "contradicted": bold(int(contradicted.sum())),
    }
    return t.listed(parts) + t("say_joint") + t("say_measure_states", **counts) + t("say_end")


def in_order(measure_ids: Any) -> list[str]:
    """Measures as they are spoken of: the graver first, others that a rule book adds last."""
    return [*MEASURES, *sorted(set(measure_ids) - set(MEASURES))]


def findings(t: Words, rows: pd.DataFrame) -> list[str]:
    """What is wrong: contradictions one by one, then what is due without a record, a line per measure."""
    broken = [_broken(t, row) for row in rows_of(rows[rows["finding"] != "due_not_taken"])]
    due = rows[rows["finding"] == "due_not_taken"]["measure_id"]
    return broken + [
        t("finding_due_not_taken", measure=bold(t.coded(f"measure_{measure}", measure)), n=bold(n))
        for measure in in_order(due)
        if (n := int((due == measure).sum()))
    ]


def _broken(t: Words, row: Any) -> str:
    return t(
        f"finding_{row['finding']}",
        measure=bold(t.coded("measure_" + row["measure_id"], row["measure_id"])),
        who=bold(t.name(row)),
        what=html.escape(t.name(row, "finding")),
        document=html.escape(row["document_no"]) if given(row["document_no"]) else t("none"),
    )


def feedback(t: Words, summary: pd.Series) -> str:
    """What was said about how many, what was demanded, what is late, what comes back."""
    parts = [
        t("say_opinions", n=bold(int(summary["n_opinions"])), departments=int(summary["n_departments"])),
        t(
            "say_rectifications",
            n=bold(int(summary["n_rectifications"])),
            due=int(summary["n_due"]),
            late=bold(int(summary["n_overdue"])),
        ),
    ]
    if summary["n_recurring"]:
        parts.append(t("say_recurring", n=bold(int(summary["n_recurring"]))))
    return t("say_joint").join(parts) + t("say_end")


def feedback_department(t: Words, name: str, opinions: pd.DataFrame, rectifications: pd.DataFrame) -> str:
    """The same for one department, from its own rows."""
    if opinions.empty and rectifications.empty:
        return t("say_no_feedback_of", name=bold(name))
    return t(
        "say_feedback_of",
        name=bold(name),
        n=bold(len(opinions)),
        rectifications=bold(len(rectifications)),
        late=bold(int(rectifications["is_overdue"].sum())),
    )


def archive_group(t: Words, name: str, rows: pd.DataFrame) -> str:
    years = rows["year"]
    return t(
        "say_archive_group",
        name=bold(name),
        first=int(years.min()),
        last=int(years.max()),
        n=bold(rows["person_id"].nunique()),
    )


def archive_person(t: Words, rows: pd.DataFrame) -> str:
    """Posts, departments and how often rated excellent, from the rows below it."""
    rated = rows[rows["is_rated_excellent"].fillna(False).astype(bool)]
    return t(
        "say_archive_person",
        name=bold(rows.iloc[-1]["name"] or rows.iloc[-1]["person_id"]),
        first=int(rows["year"].min()),
        last=int(rows["year"].max()),
        departments=bold(rows["department_id"].nunique()),
        n=bold(rated["year"].nunique()),
    )
