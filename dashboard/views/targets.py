"""Is a target low, how was it negotiated, how is the year going, which tasks did nobody take; the target book."""

import streamlit as st

from dashboard import access, books, data, data_targets, place, target_lists, target_tabs, target_words, ui
from dashboard.charts.ambition import ambition_figure, drawn

ALL = "all"
BODY, LINES = 318, 4  # height of the figure, and how many proposals stand beside it without scrolling

page = ui.open_page("targets")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
departments = data.department_years(*here)
if departments.empty:
    ui.stop(t("no_results"))
names = ui.department_names(t, departments)
options = {ALL: t("all_departments"), **names}
unit = place.resolve("unit", list(options), ALL)
chosen = None if unit == ALL else unit
access.require_department(page.viewer, chosen)
of = (*here, chosen)
everybody = data_targets.targets(*here)
targets = everybody if chosen is None else everybody[everybody["department_id"] == chosen]
counted = targets[targets["state"].notna()]
running = target_words.is_running(counted, page.year)
evidence = target_words.of_now(data_targets.evidence(*of), running)
counts, tasks = data_targets.counts(*here), data_targets.tasks(*here)
proposals, findings = data_targets.proposals(*of), data_targets.findings(*of)
tests = target_lists.tests_of(t, evidence)

pick, said = st.columns([1.15, 3], vertical_alignment="center", gap="medium")
with pick:
    place.choose("unit", t("department"), options, unit)
with said:
    if chosen is None:
        ui.say(target_words.summary(t, targets, evidence, counts, proposals, findings))
    else:
        name = t.name(departments[departments["department_id"] == chosen].iloc[0])
        ui.say(target_words.of_department(t, name, targets, proposals))
ui.cards(target_words.cards(t, targets, evidence, proposals, findings, tasks))

left, right = st.columns([1.25, 1], gap="medium")
with left:
    st.header(t("ambition_title"), anchor="ambition")
    placed = drawn(everybody, chosen)
    if placed.empty:
        st.markdown(t("no_comparison_yet"))
    else:
        chart = ambition_figure(placed, set(tests), chosen, t, page.dark, height=BODY)
        ui.figure(page, chart, "ambition", t("ambition_alt", n=len(placed)))
shown = proposals if chosen else proposals[proposals["n_flagged"] > 0]
with right, st.container(height=BODY if len(shown) > LINES else "content", border=False):
    st.header(t("proposals_title"), anchor="proposals")
    ui.note(t("proposals_note"))
    ui.table(target_lists.proposals(t, shown), t("proposals_title"), t("nothing_proposed"))

compared = targets[targets["vertical_target_difference"].notna()]
late = counted[counted["state"].isin(target_words.LATE)]
tabs = st.tabs(
    [
        t("tab_compared"),
        t("tab_count", name=t("tab_signs"), n=len(evidence) + len(findings)),
        t("tab_rounds"),
        t("tab_count", name=t("tab_progress"), n=len(late)),
        t("tab_count", name=t("tab_tasks"), n=int(tasks["is_taken_by_nobody"].sum())),
        t("tab_lines"),
        t("tab_book"),
    ]
)
with tabs[0]:
    target_tabs.compared(page, chosen, compared, tests)
with tabs[1]:
    target_tabs.signs(page, chosen, evidence, counts, findings)
with tabs[2]:
    target_tabs.rounds(page, targets, evidence, findings)
with tabs[3]:
    target_tabs.progress(page, chosen, counted)
with tabs[4]:
    target_tabs.tasks(page, chosen, tasks)
with tabs[5]:
    target_tabs.research(page, chosen)
with tabs[6]:
    ui.note(t("book_note"))
    books.offer(page, chosen, options[unit])
marts = ("target_comparisons", "conservative_findings", "conservative_proposals", "conservative_counts")
more = (
    "target_rounds",
    "target_findings",
    "target_progress",
    "task_coverage",
    "reminders",
    "line_comparisons",
)
ui.sources(page, (*marts, *more))
ui.downloads(page, lambda: target_lists.compared(t, compared, tests), t("tab_compared"), is_named=True)
ui.downloads(page, lambda: target_lists.evidence(t, evidence), t("tab_signs"), is_named=True)
ui.downloads(page, lambda: target_lists.progress(t, counted), t("tab_progress"), is_named=True)
