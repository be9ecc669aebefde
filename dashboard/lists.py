"""Lists of the pages on grades and on uses of the result: rows of marts in, columns in words out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from dashboard.frames import Row, rows_of
from dashboard.sentences import QUOTA
from dashboard.wording import Words, given

Names = dict[str, str]
Column = Callable[[Row], Any]


def frame(rows: pd.DataFrame, columns: dict[str, Column]) -> pd.DataFrame:
    """A column of words for each entry; empty rows keep the headings."""
    lines = rows_of(rows)
    return pd.DataFrame(
        {name: pd.Series([say(row) for row in lines], dtype=object) for name, say in columns.items()}
    )


def text(stem: str) -> Column:
    return lambda row: row[stem] if given(row[stem]) else ""


def whole(stem: str) -> Column:
    return lambda row: int(row[stem]) if given(row[stem]) else None


def points(stem: str) -> Column:
    """A number stays a number: two decimals on the page and in the workbook."""
    return lambda row: float(row[stem]) if given(row[stem]) else None


def category(t: Words) -> Column:
    return lambda row: t.name(row, "category")


def places(t: Words, rows: pd.DataFrame, categories: Names, grades: Names) -> pd.DataFrame:
    """How places became names: a block per category, a row per grade."""

    def at_cut(row: Row) -> str:
        if not given(row["decided_by"]):
            return ""
        tied = t("tied_at_cut", n=int(row["n_tied_at_cut"])) if row["is_tie"] else ""
        carried, left = int(row["places_open"] - row["places"]), int(row["places_open"] - row["n_holders"])
        said = tied + t("decided_" + row["decided_by"])
        if carried > 0:
            said += t("places_carried", n=carried)
        return said + (t("places_left", n=left) if left > 0 else "")

    return frame(
        rows,
        {
            t("category"): lambda row: t(
                "category_base", category=categories.get(row["category_id"], ""), n=int(row["n_eligible"])
            ),
            t("grade"): lambda row: grades.get(row["grade_id"], row["grade_id"]),
            t("places"): whole("places"),
            t("holders"): whole("n_holders"),
            t("cut_total"): points("cut_total"),
            t("next_in_line"): points("next_in_line_total"),
            t("at_the_cut"): at_cut,
        },
    )


def decisions(t: Words, rows: pd.DataFrame, with_department: bool = True) -> pd.DataFrame:
    """Every decision: document, kind, reason, and what it did."""

    def about(row: Row) -> str:
        kind = t("decision_" + row["kind"])
        what = t.name(row, "component") or (row["target_id"] if given(row["target_id"]) else "")
        return t("kind_of", kind=kind, what=what) if what else kind

    who: dict[str, Column] = {t("department"): t.name} if with_department else {}
    return frame(
        rows,
        who
        | {
            t("decision"): about,
            t("effect"): lambda row: t.name(row, "effect"),
            t("reason"): text("reason"),
            t("document"): text("document_no"),
            t("date"): lambda row: t.day(row["decided_on"]),
        },
    )


def refills(t: Words, rows: pd.DataFrame, grades: Names) -> pd.DataFrame:
    """Who took a place freed by a downgrade: no decision on the department itself."""
    return frame(
        rows,
        {
            t("department"): t.name,
            t("grade_before"): lambda row: grades.get(row["grade_before"], row["grade_before"]),
            t("grade_after"): lambda row: grades.get(row["grade_after"], row["grade_after"]),
            t("reason"): lambda row: t.name(row, "reason"),
            t("clause"): text("clause"),
        },
    )


def admonished(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Who is admonished and by which limit; where a later step made it so, that step."""

    def reason(row: Row) -> str:
        step = t("step_" + row["grade_changed_by"]) if given(row["grade_changed_by"]) else ""
        return t("kind_of", kind=step, what=t("see_decisions")) if step else t.name(row, "reason")

    return frame(
        rows,
        {
            t("department"): t.name,
            t("total"): points("total"),
            t("reason"): reason,
            t("clause"): lambda row: "" if given(row["grade_changed_by"]) else text("clause")(row),
        },
    )


def appeals(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Appeals with their deadlines, what came of them, and how late an answer is or was."""

    def state(row: Row) -> str:
        late = int(row["days_overdue"]) if given(row["days_overdue"]) else 0
        return t("appeal_state_" + row["state"]) + (t("days_late", n=late) if late else "")

    return frame(
        rows,
        {
            t("appeal"): lambda row: t("appeal_about_" + row["about"]),
            t("filed_on"): lambda row: (
                t.day(row["filed_on"]) + (t("filed_late") if row["is_filed_late"] else "")
            ),
            t("answer_by"): lambda row: t.day(row["answer_by"]),
            t("answered_on"): lambda row: t.day(row["answered_on"]),
            t("outcome"): text("outcome"),
            t("status"): state,
        },
    )


def state_of(t: Words, measure_id: str, state: str) -> str:
    """due, taken, contradicted in words; a raised quota is there without anybody carrying it out."""
    return t("state_quota_due") if measure_id == QUOTA and state == "due" else t("state_" + state)


def _measure_state(t: Words, row: Row) -> str:
    """The state, with what contradicts it."""
    words = state_of(t, row["measure_id"], row["state"])
    if row["state"] != "contradicted":
        return words
    return t("kind_of", kind=words, what=t.name(row, "contradiction"))


def value_of(t: Words, row: Row) -> str:
    """What a measure carries: its amount, or its ratio as the rule book writes it."""
    if given(row["amount"]):
        return t.number(row["amount"])
    return t("ratio", num=int(row["value_num"]), den=int(row["value_den"])) if given(row["value_num"]) else ""


def measures(t: Words, rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Departments to which the measure ``kind`` applies."""
    columns: dict[str, Column] = {
        t("category"): category(t),
        t("department"): t.name,
        t("reason"): lambda row: t.name(row, "reason"),
    }
    if kind == "leadership_adjustment":
        columns[t("name_last_year")] = lambda row: t.name(row, "name_before")
    columns |= {
        t("status"): lambda row: _measure_state(t, row),
        t("done_on"): lambda row: t.day(row["done_on"]),
        t("document"): text("document_no"),
    }
    return frame(rows, columns)


def _with_clause(t: Words) -> dict[str, Column]:
    return {
        t("measure"): lambda row: t.coded("measure_" + row["measure_id"], row["measure_id"]),
        t("reason"): lambda row: t.name(row, "reason"),
        t("measure_value"): lambda row: value_of(t, row),
        t("status"): lambda row: _measure_state(t, row),
        t("done_on"): lambda row: t.day(row["done_on"]),
        t("document"): text("document_no"),
        t("clause"): text("clause"),
        t("basis"): lambda row: t("basis_" + row["basis"]),
    }


def all_measures(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Every measure of the year with its clause and basis, for the export."""
    who: dict[str, Column] = {t("category"): category(t), t("department"): t.name}
    return frame(rows, who | _with_clause(t))


def measures_of_department(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    return frame(rows, _with_clause(t))


def quotas(t: Words, rows: pd.DataFrame, grades: Names) -> pd.DataFrame:
    """Places for excellent civil servants: staff, share, places, and where more were rated."""

    def finding(row: Row) -> str:
        return _measure_state(t, row) if row["state"] == "contradicted" else ""

    return frame(
        rows,
        {
            t("category"): category(t),
            t("department"): t.name,
            t("grade"): lambda row: grades.get(row["grade_id"], "") if given(row["grade_id"]) else "",
            t("civil_servants"): whole("civil_servants"),
            t("quota_share"): lambda row: t("ratio", num=int(row["share_num"]), den=int(row["share_den"])),
            t("quota_places"): lambda row: int(row["places"]) if given(row["places"]) else t("staff_unknown"),
            t("is_raised"): lambda row: t("raised") if row["is_raised"] else t("not_raised"),
            t("finding"): finding,
        },
    )


def published(t: Words, rows: pd.DataFrame, grades: Names) -> pd.DataFrame:
    """Published beside computed; what is equal is left out."""

    def pair(flag: str, before: str, after: str, say: Callable[[Any], str]) -> Column:
        def words(row: Row) -> str:
            if not row[flag]:
                return t("same")
            values = [say(row[name]) if given(row[name]) else t("none") for name in (before, after)]
            return t("published_computed", published=values[0], computed=values[1])

        return words

    return frame(
        rows,
        {
            t("category"): category(t),
            t("department"): t.name,
            t("total"): pair("is_total_different", "published_total", "total", t.points),
            t("rank"): pair("is_rank_different", "published_rank", "category_rank", lambda n: str(int(n))),
            t("grade"): pair(
                "is_grade_different", "published_grade_id", "grade_id", lambda g: grades.get(g, g)
            ),
            t("raw_file"): lambda row: (
                t("file_row", file=row["source_file"], row=int(row["source_row"]))
                if given(row["source_row"])
                else row["source_file"]
            ),
        },
    )
