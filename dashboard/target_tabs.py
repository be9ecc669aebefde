"""What stands in the tabs of the page on targets; each function fills the tab that is open."""

from __future__ import annotations

import html

import pandas as pd
import streamlit as st

from dashboard import data, data_targets, place, target_lists, target_words, ui
from dashboard.frames import rows_of
from dashboard.ui import Page


def _here(page: Page) -> tuple:
    return page.viewer, page.release, page.city, page.year


def _group(page: Page, department_id: str | None) -> str | None:
    """All departments at once stand in blocks, one department needs no heading."""
    return page.t("department") if department_id is None else None


def compared(
    page: Page, department_id: str | None, rows: pd.DataFrame, tests: target_lists.Sentences
) -> None:
    """All targets of one department; of all departments those with a sign."""
    t = page.t
    ui.note(t("compared_note_all" if department_id is None else "compared_note_one"))
    read = rows[rows["target_id"].isin(tests)] if department_id is None else rows
    words = target_lists.compared(t, read, tests, department_id is None)
    ui.table(words, t("tab_compared"), t("nothing_compared"), _group(page, department_id))


def signs(
    page: Page,
    department_id: str | None,
    evidence: pd.DataFrame,
    counts: pd.DataFrame,
    findings: pd.DataFrame,
) -> None:
    """What reached a limit, how often that is so by construction, and what is badly written."""
    t, group, every = page.t, _group(page, department_id), department_id is None
    st.header(t("evidence_title", n=len(evidence)), anchor="evidence")
    ui.table(target_lists.evidence(t, evidence, every), t("tab_signs"), t("no_evidence"), group)
    st.header(t("counts_title"), anchor="counts")
    ui.note(t("counts_note"))
    ui.table(target_lists.counts(t, counts), t("counts_title"), t("no_evidence"), t("kind"))
    st.header(t("written_title", n=len(findings)), anchor="written")
    ui.table(target_lists.findings(t, findings, every), t("written_findings"), t("no_findings"), group)


def rounds(page: Page, targets: pd.DataFrame, evidence: pd.DataFrame, findings: pd.DataFrame) -> None:
    """One target: every round, every comparison, every sentence said about it."""
    t = page.t
    titles = {
        row["target_id"]: t("name_category", name=row["title"], category=t.name(row))
        for row in rows_of(targets)
    }
    if not titles:
        st.markdown(t("no_targets"))
        return
    flagged = targets["target_id"].isin(evidence["target_id"]) & targets["vertical_target_difference"].notna()
    first = targets.loc[flagged, "target_id"].tolist() or list(titles)
    target = place.resolve("target", list(titles), first[0])
    place.choose("target", t("target"), titles, target)
    here = (*_here(page), target)
    ui.table(target_lists.rounds(t, data_targets.rounds(*here)), t("tab_rounds"), t("no_targets"))
    st.header(t("all_comparisons"), anchor="comparisons")
    beside = data_targets.comparisons(*here)
    ui.table(target_lists.comparisons(t, beside), t("all_comparisons"), t("nothing_compared"))
    said = target_lists.sentences_of(t, evidence, findings).get(target, [])
    if said:
        st.header(t("signs_and_findings"), anchor="said")
        ui.lines([html.escape(words) for words in said])


def progress(page: Page, department_id: str | None, counted: pd.DataFrame) -> None:
    """The year at as_of_date: states by category, what is to be handed in, the targets that are late."""
    t, late = page.t, counted[counted["state"].isin(target_words.LATE)]
    running = target_words.is_running(counted, page.year)
    ui.note(t("progress_note_running" if running else "progress_note_over"))
    if len(counted):
        ui.table(target_lists.states_by_category(t, counted, target_words.STATES), t("tab_progress"), "")
    owed = data_targets.reminders(*_here(page))
    of_city = owed["department_id"].isna()
    st.header(t("reminders_title"), anchor="reminders")
    ui.table(target_lists.reminders(t, owed[of_city]), t("reminders_title"), t("no_calendar"))
    owing = owed[~of_city & (owed["state"] != "arrived")]
    owing = owing if department_id is None else owing[owing["department_id"] == department_id]
    if len(owing):
        title = t("owing_title", n=len(owing))
        with st.expander(title, expanded=department_id is not None):
            ui.table(target_lists.reminders(t, owing), title, "")
    title = t("late_title", n=len(late))
    words = target_lists.progress(t, late, department_id is None)
    with st.expander(title, expanded=department_id is not None):
        ui.table(words, title, t("nothing_late"), _group(page, department_id))


def tasks(page: Page, department_id: str | None, rows: pd.DataFrame) -> None:
    """City tasks, those that nobody took first; what was given to the chosen department."""
    t = page.t
    ui.table(target_lists.tasks(t, rows), t("tab_tasks"), t("no_tasks"))
    if department_id is not None:
        st.header(t("assigned_title"), anchor="assigned")
        given_to = data_targets.assignments(*_here(page), department_id)
        ui.table(target_lists.assignments(t, given_to), t("assigned_title"), t("no_tasks"))


def research(page: Page, department_id: str | None) -> None:
    """The same line of work in other cities, the ratchet, results that gather just above the target."""
    t = page.t
    st.header(t("lines_title"), anchor="lines")
    if department_id is None:
        st.markdown(t("choose_department_lines"))
    else:
        runs = data.runs(page.viewer, page.release)
        cities = {row["city_id"]: t.name(row, "city") for row in rows_of(runs)}
        beside = target_lists.lines(t, data_targets.lines(*_here(page), department_id), cities)
        ui.table(beside, t("lines_title"), t("no_lines"), t("peer"))
    of_city = (page.viewer, page.release, page.city)
    st.header(t("slopes_title"), anchor="slopes")
    ui.note(t("slopes_note"))
    ui.table(target_lists.slopes(t, data_targets.slopes(*of_city)), t("slopes_title"), t("nothing_compared"))
    st.header(t("bunching_title"), anchor="bunching")
    ui.note(t("bunching_note"))
    ui.table(
        target_lists.bunching(t, data_targets.bunching(*of_city)), t("bunching_title"), t("nothing_compared")
    )
