"""One department: where it gained and lost, against category, last year and target; every record."""

import streamlit as st

from dashboard import (
    access,
    cards,
    data,
    data_targets,
    data_uses,
    lists,
    place,
    records,
    sentences,
    sure,
    tables,
    target_lists,
    ui,
)
from dashboard.charts.bullets import target_bullets
from dashboard.charts.dots import component_dots
from dashboard.frames import rows_of

BODY = 352

page = ui.open_page("department")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
departments = data.department_years(*here)
if page.viewer.role == "department":
    departments = departments[departments["department_id"] == page.viewer.department_id]
if departments.empty:
    ui.stop(t("no_results"))
names = ui.department_names(t, departments)
dept = place.resolve("dept", list(names), next(iter(names)))
access.require_department(page.viewer, dept)
row = departments[departments["department_id"] == dept].iloc[0]
grades = data.grades(page.viewer, page.release, page.run["scheme_id"])
grade_names = cards.grade_names(t, grades)
components, targets = data.components(*here, dept), data_targets.targets(*here, dept)
ledger, trace = data.ledger(*here, dept), data.trace(*here, dept)

pick, said = st.columns([1.15, 3], vertical_alignment="center", gap="medium")
with pick:
    place.choose("dept", t("department"), names, dept)
with said:
    is_new_scheme = bool(page.run["is_scheme_changed"])
    ui.say(sentences.department(t, row, grade_names.get(row["grade_id"]), components, is_new_scheme))
ui.cards(cards.department_cards(t, row, grades, page.dark))
left, right = st.columns([1.28, 1], gap="medium")
with left:
    st.header(t("dots_title"), anchor="components")
    chart = component_dots(components, t, page.dark, height=BODY)
    ui.figure(page, chart, "components", t("dots_alt", name=t.name(row)))
with right:
    st.header(t("bullets_title"), anchor="targets")
    measured = targets[targets["actual_to_target"].notna()]
    if measured.empty:
        st.markdown(t("no_targets"))
    else:
        chart = target_bullets(measured, t, page.dark, height=BODY)
        ui.figure(page, chart, "targets", t("bullets_alt", name=t.name(row)))

entries = tables.ledger(t, ledger)
parts = st.tabs([t("tab_ledger", n=len(ledger)), t("tab_targets", n=len(targets)), t("tab_path")])
with parts[0]:
    st.header(t("ledger_title"), anchor="records")
    ui.table(entries, t("ledger_title"), t("no_records"))
with parts[1]:
    st.header(t("all_targets_title"), anchor="all-targets")
    signs = target_lists.sentences_of(
        t, data_targets.evidence(*here, dept), data_targets.findings(*here, dept)
    )
    ui.table(target_lists.sheet(t, targets, signs), t("all_targets_title"), t("no_targets"))
    if len(targets):
        st.header(t("target_steps_title"), anchor="target-steps")
        titles = {row["target_id"]: row["title"] for row in rows_of(targets)}
        target = place.resolve("target", list(titles), next(iter(titles)))
        place.choose("target", t("target"), titles, target)
        one = rows_of(targets[targets["target_id"] == target])[0]
        ui.table(target_lists.steps(t, one, signs), t("target_steps_title"), "")
with parts[2]:
    sure.show(page, dept, grades)
    st.header(t("trace_title"), anchor="trace")
    ui.table(tables.trace(t, trace, grade_names), t("trace_title"), t("no_trace"))
    st.header(t("path_decisions"), anchor="decisions")
    ui.table(
        lists.decisions(t, data_uses.decisions(*here, dept), False), t("path_decisions"), t("no_decisions")
    )
    st.header(t("path_appeals"), anchor="appeals")
    ui.table(lists.appeals(t, data_uses.appeals(*here, dept)), t("path_appeals"), t("no_appeals"))
    st.header(t("path_measures"), anchor="measures")
    measures = data_uses.measures(*here, dept)
    ui.table(lists.measures_of_department(t, measures), t("path_measures"), t("no_measures"))
    st.header(t("path_feedback"), anchor="feedback")
    themes, rectifications = data_uses.themes(*here, dept), data_uses.rectifications(*here, dept)
    told, demanded = st.columns([1.25, 1.6], gap="medium")
    with told:
        title = t("path_opinions", n=int(themes["n_opinions"].sum()))
        st.markdown(title)
        ui.table(records.theme_counts(t, themes), title, t("no_opinions"))
    with demanded:
        title = t("tab_count", name=t("tab_rectifications"), n=len(rectifications))
        st.markdown(title)
        rows = records.rectifications(t, rectifications, with_department=False, with_demand=False)
        ui.table(rows, title, t("no_rectifications"))
    if access.may_open(page.viewer, "feedback"):
        st.page_link("views/feedback.py", label=t("to_feedback"), query_params=place.link(unit=dept))
marts = ("department_years", "component_years", "component_quartiles", "target_positions")
of_targets = ("target_results", "target_progress", "target_findings", "conservative_findings")
of_grade = ("grade_outlook", "grade_probabilities", "grade_trace", "decision_effects", "measures_due")
ui.sources(page, (*marts, *of_targets, "daily_ledger", *of_grade))
ui.downloads(page, lambda: entries, t.name(row))
