"""Lists of rectifications, opinions and posts: rows of marts in, columns in words out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.frames import Row
from dashboard.lists import Column, category, frame, state_of, text, whole
from dashboard.wording import Words, given


def rectifications(
    t: Words,
    rows: pd.DataFrame,
    with_department: bool = True,
    with_demand: bool = True,
    by_year: bool = False,
) -> pd.DataFrame:
    """Rectifications in time: demanded, due, answered, verified, and how late."""
    columns: dict[str, Column] = {}
    if by_year:
        columns[t("year")] = lambda row: t("year_of", year=int(row["year"]))
    if with_department:
        columns[t("department")] = t.name
    columns[t("status")] = lambda row: rectification_state(t, row)
    if with_demand:
        columns[t("demand")] = text("demand")
    columns |= {
        t("themes"): lambda row: themes_in_words(t, row["themes"]),
        t("n_opinions_asked"): whole("n_opinions"),
        t("issued_on"): lambda row: t.day(row["issued_on"]),
        t("due_on"): lambda row: t.day(row["due_on"]),
        t("answered_on"): lambda row: t.day(row["answered_on"]),
        t("verified_on"): lambda row: t.day(row["verified_on"]),
        t("days_overdue"): whole("days_overdue"),
    }
    return frame(rows, columns)


def rectification_state(t: Words, row: Row) -> str:
    words = t("rectification_" + ("sent_back" if row["is_sent_back"] else row["state"]))
    return words + (t("and_overdue") if row["is_overdue"] else "")


def theme_name(t: Words, theme: str) -> str:
    return t("theme_unsorted") if theme == "unsorted" else theme


def themes_in_words(t: Words, themes: Any) -> str:
    return t.listed([theme_name(t, theme) for theme in str(themes).split("、")]) if given(themes) else ""


def opinions(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Opinions word for word, with how each came to its theme."""

    def basis(row: Row) -> str:
        return t("theme_basis_" + row["theme_basis"], word=row["theme_keyword"])

    return frame(
        rows,
        {
            t("theme"): lambda row: theme_name(t, row["theme"]),
            t("opinion"): text("text"),
            t("theme_by"): basis,
            t("channel"): lambda row: t("channel_" + row["channel"]),
            t("received_on"): lambda row: t.day(row["received_on"]),
            t("rectification"): lambda row: t("yes") if given(row["rectification_ids"]) else t("no"),
        },
    )


def recurring(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """What comes back although last year's rectification was to settle it, by theme."""
    return frame(
        rows,
        {
            t("theme"): lambda row: theme_name(t, row["theme"]),
            t("department"): t.name,
            t("category"): category(t),
            t("opinions_now"): whole("n_opinions"),
            t("opinions_before"): whole("n_opinions_before"),
            t("rectified_before"): whole("n_rectifications_before"),
        },
    )


def theme_counts(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    return frame(
        rows,
        {
            t("theme"): lambda row: theme_name(t, row["theme"]),
            t("opinions_now"): whole("n_opinions"),
            t("opinions_before"): whole("n_opinions_before"),
            t("rectified_before"): whole("n_rectifications_before"),
            t("recurs"): lambda row: t("yes") if row["is_recurring"] else t("no"),
        },
    )


def _period(t: Words, row: Row) -> str:
    start, end = t.day(row["from_on"]), t.day(row["to_on"])
    return t("period", start=start or t("not_given"), end=end or t("until_now"))


def _measures_of(t: Words, states: Any) -> str:
    """``a:due;b:taken`` of the mart in words."""
    if not given(states):
        return ""
    words = []
    for entry in str(states).split(";"):
        measure, _, state = entry.partition(":")
        name = t.coded("measure_" + measure, measure)
        words.append(t("kind_of", kind=name, what=state_of(t, measure, state)) if state else name)
    return t.listed(words)


def _result(t: Words) -> Column:
    return lambda row: t.coded("result_" + str(row["result"]), row["result"]) if given(row["result"]) else ""


def _department_result(t: Words, row: Row, grades: dict[tuple[str, str], str]) -> str:
    if not given(row["total"]):
        return t("no_total_yet")
    grade = grades.get((row["scheme_id"], row["grade_id"]), t("no_grade"))
    rank = t.rank(row["category_rank"], row["n_ranked"])
    return t("result_line", total=t.points(row["total"]), rank=rank, grade=grade)


def group_archive(t: Words, rows: pd.DataFrame, grades: dict[tuple[str, str], str]) -> pd.DataFrame:
    """The leading group of a department: a block per year, a row per person and post."""

    def heading(row: Row) -> str:
        followed = _measures_of(t, row["measure_states"])
        line = t("archive_year", year=int(row["year"]), result=_department_result(t, row, grades))
        return line + (t("archive_measures", measures=followed) if followed else "")

    return frame(
        rows,
        {
            t("year"): heading,
            t("person"): text("name"),
            t("post"): lambda row: t("post_" + row["post"]),
            t("in_post"): lambda row: _period(t, row),
            t("days_in_post"): whole("days_in_post"),
            t("own_result"): _result(t),
        },
    )


def person_archive(t: Words, rows: pd.DataFrame, grades: dict[tuple[str, str], str]) -> pd.DataFrame:
    """One person over years and posts, with what the department reached and what followed."""
    return frame(
        rows,
        {
            t("year"): lambda row: str(int(row["year"])),
            t("department"): t.name,
            t("post"): lambda row: t("post_" + row["post"]),
            t("in_post"): lambda row: _period(t, row),
            t("days_in_post"): whole("days_in_post"),
            t("department_result"): lambda row: _department_result(t, row, grades),
            t("measures_followed"): lambda row: _measures_of(t, row["measure_states"]),
            t("own_result"): _result(t),
        },
    )
