"""Tables as people read them: chosen columns, headings in words, codes in words. Rows in, rows out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from dashboard.frames import rows_of
from dashboard.wording import Words, given


def _each(frame: pd.DataFrame, say: Callable[[pd.Series], Any]) -> list[Any]:
    return [say(row) for row in rows_of(frame)]


def _shown(values: Iterable[Any], say: Callable[[Any], str]) -> list[str]:
    return [say(value) if given(value) else "" for value in values]


def overview(t: Words, departments: pd.DataFrame, grade_names: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("category"): _each(departments, lambda row: t.name(row, "category")),
            t("rank"): departments["category_rank"].values,
            t("n_in_category"): departments["n_ranked"].values,
            t("department"): _each(departments, t.name),
            t("total"): departments["total"].values,
            t("grade"): departments["grade_id"].map(grade_names).values,
            t("total_before"): departments["total_before"].values,
            t("rank_before"): departments["rank_before"].values,
            t("points_to_next"): departments["points_to_next"].values,
            t("points_to_fall"): departments["points_to_fall"].values,
        }
    )


def ledger(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Every record with what it moves, why, on what evidence, and whether it counts."""
    return pd.DataFrame(
        {
            t("date"): rows["occurred_on"].astype(str).str[:10].values,
            t("item"): _each(rows, lambda row: t.name(row, "item")),
            t("points"): _shown(rows["signed_points"], lambda value: f"{value:+.2f}".replace("-", "−")),
            t("reason"): _shown(rows["reason"], str),
            t("evidence"): _shown(rows["evidence"], str),
            t("recorded_by"): _shown(rows["recorded_by"], str),
            t("appeal"): _shown(rows["appeal_status"].fillna("none"), lambda value: t("appeal_" + value)),
            t("counts"): [
                t("reason_not_" + value) if given(value) else t("counted")
                for value in rows["not_counted_reason"]
            ],
        }
    )


def trace(t: Words, rows: pd.DataFrame, grade_names: dict[str, str]) -> pd.DataFrame:
    """The six steps: rule, grade before and after, reason, clause, evidence."""
    return pd.DataFrame(
        {
            t("step"): rows["step"].values,
            t("rule"): _shown(rows["rule"], lambda value: t("step_" + value)),
            t("grade_before"): _shown(rows["grade_before"], lambda value: grade_names.get(value, value)),
            t("grade_after"): _shown(rows["grade_after"], lambda value: grade_names.get(value, value)),
            t("reason"): _each(rows, lambda row: t.name(row, "reason")),
            t("clause"): _shown(rows["clause"], str),
            t("evidence"): _each(rows, lambda row: t.name(row, "evidence")),
        }
    )


def disagreements(t: Words, rows: pd.DataFrame, pair: str, category_names: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("category"): rows["category_id"].map(category_names).values,
            t("department"): _each(rows, t.name),
            t("axis_rank_by", what=t(f"axis_x_{pair}")): rows["rank_x"].values,
            t("axis_rank_by", what=t(f"axis_y_{pair}")): rows["rank_y"].values,
            t("difference"): rows["difference"].values,
            t("n_in_category"): rows["n"].values,
            t("discordant"): [t("yes") if value else t("no") for value in rows["is_discordant"]],
        }
    )


def years(t: Words, rows: pd.DataFrame, grades: pd.DataFrame) -> pd.DataFrame:
    names = {(grade["scheme_id"], grade["grade_id"]): t.name(grade) for grade in rows_of(grades)}
    return pd.DataFrame(
        {
            t("department"): _each(rows, t.name),
            t("year"): rows["year"].values,
            t("total"): rows["total"].values,
            t("rank"): rows["category_rank"].values,
            t("n_in_category"): rows["n_ranked"].values,
            t("grade"): _each(rows, lambda row: names.get((row["scheme_id"], row["grade_id"]), "")),
            t("scheme"): rows["scheme_id"].values,
        }
    )
