"""How places became names: cuts, ties, decisions, refills; and one department's six steps."""

import streamlit as st

from dashboard import (
    cards,
    data,
    data_trust,
    data_uses,
    lists,
    outlook,
    place,
    sentences,
    tables,
    trust_lists,
    ui,
)
from dashboard.charts.certainty import probability_bars
from dashboard.charts.cuts import cut_figure
from dashboard.frames import rows_of

page = ui.open_page("grades")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
summaries, departments = data.summary(*here), data.department_years(*here)
if summaries.empty or departments.empty:
    ui.stop(t("no_results"))
grades = data.grades(page.viewer, page.release, page.run["scheme_id"])
grade_names = cards.grade_names(t, grades)
order = {
    row["category_id"]: t.name(row, "category") for row in rows_of(departments.drop_duplicates("category_id"))
}
places = data.grade_places(*here)
decisions, refills = data_uses.decisions(*here), data_uses.refills(*here)
is_elsewhere = decisions["kind"].isin(sentences.SCORE_KINDS)
on_grades, elsewhere = decisions[~is_elsewhere], decisions[is_elsewhere]

counts = data.grade_counts(*here)
ui.say(sentences.grades(t, summaries.iloc[0], counts, grade_names, places, on_grades, refills))
ties = sentences.ties(t, places, departments, grade_names, order)
left, right = st.columns([1.12, 1], gap="medium")
with left:
    st.header(t("places_title"), anchor="places")
    shown = places[(places["n_holders"] > 0) | places["places"].notna()]
    ui.table(lists.places(t, shown, order, grade_names), t("places_title"), t("no_places"), t("category"))
    if ties:
        st.header(t("ties_title"), anchor="ties")
        ui.lines(ties)
    st.header(t("decisions_title", n=len(on_grades)), anchor="decisions")
    ui.table(lists.decisions(t, on_grades), t("decisions_title", n=len(on_grades)), t("no_decisions"))
with right:
    st.header(t("cuts_title"), anchor="cuts")
    category = place.resolve("cat", list(order), next(iter(order)))
    place.choose("cat", t("category"), order, category)
    part = departments[departments["category_id"] == category]
    if part["category_rank"].notna().any():
        chart = cut_figure(part, places[places["category_id"] == category], grades, t, page.dark)
        ui.figure(page, chart, f"cuts_{category}", t("cuts_alt", category=order[category], n=len(part)))
    else:
        st.markdown(t("nobody_ranked"))
    admonished = data_uses.admonished(*here)
    if len(admonished):
        title = t("admonished_title", grade=grade_names[grades.iloc[-1]["grade_id"]], n=len(admonished))
        st.header(title, anchor="admonished")
        ui.table(lists.admonished(t, admonished), title, "")
    limits = data_trust.limits(*here)
    if len(limits):
        title = t("limits_title", n=len(limits))
        st.header(title, anchor="limits")
        ui.table(trust_lists.limits(t, limits, grade_names), title, "")
    if len(refills):
        st.header(t("refills_title", n=len(refills)), anchor="refills")
        ui.table(lists.refills(t, refills, grade_names), t("refills_title", n=len(refills)), "")

if len(elsewhere):
    with st.expander(t("other_decisions", n=len(elsewhere))):
        ui.table(lists.decisions(t, elsewhere), t("other_decisions", n=len(elsewhere)), "")

every = data_trust.outlook(*here)
sure = every[every["category_id"] == category]
if len(sure):
    st.header(t("sure_title", category=order[category]), anchor="sure")
    ui.lines(outlook.certainties(t, every, grade_names))
    left, right = st.columns([1, 1.12], gap="medium")
    with left:
        chances = data_trust.probabilities(*here)
        if chances["department_id"].isin(sure["department_id"]).any():
            chart = probability_bars(sure, chances, grades, t, page.dark)
            ui.figure(page, chart, f"sure_{category}", t("sure_alt", category=order[category], n=len(sure)))
        else:
            st.markdown(t("no_draws"))
    with right:
        ui.note(t("margins_note"))
        ui.table(trust_lists.margins(t, sure, grade_names), t("margin"), "")
moved = data_trust.moved(*here)
if len(moved):
    with st.expander(title := t("moved_title", n=len(moved))):
        ui.note(t("moved_note"))
        ui.table(trust_lists.moved(t, moved, grade_names), title, "", t("category"))

head, pick = st.columns([1.6, 1], vertical_alignment="bottom", gap="medium")
names = ui.department_names(t, departments)
dept = place.resolve("dept", list(names), next(iter(names)))
chosen = departments[departments["department_id"] == dept].iloc[0]
with head:
    st.header(t("steps_title", name=t.name(chosen)), anchor="trace")
with pick:
    place.choose("dept", t("department"), names, dept)
trace = data.trace(*here, dept)
ui.table(tables.trace(t, trace, grade_names), t("trace_title"), t("no_trace"))
marts = ("grade_places", "grade_trace", "department_years", "decision_effects", "scheme_grades")
ui.sources(page, (*marts, "grade_limits", "grade_outlook", "grade_probabilities", "changes"))
files = [
    ("places_title", lambda: lists.places(t, places, order, grade_names)),
    ("decisions", lambda: lists.decisions(t, decisions)),
    ("margins_table", lambda: trust_lists.all_margins(t, every, grade_names)),
    ("moved_table", lambda: trust_lists.moved(t, moved, grade_names)),
]
for name, table in files:
    ui.downloads(page, table, t(name), is_named=True)
