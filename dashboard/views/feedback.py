"""Opinions word for word to whom they concern; rectification from demand to close; what is overdue or recurs."""

import streamlit as st

from dashboard import access, cards, data, data_uses, place, records, sentences, ui
from dashboard.frames import rows_of

ALL = "all"
STATES = ("issued", "answered", "verified", "closed")

page = ui.open_page("feedback")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
departments = data.department_years(*here)
is_department = page.viewer.role == "department"
if is_department:
    departments = departments[departments["department_id"] == page.viewer.department_id]
if departments.empty:
    ui.stop(t("no_results"))
names = ui.department_names(t, departments)
options = names if is_department else {ALL: t("all_departments"), **names}
unit = place.resolve("unit", list(options), next(iter(options)))
chosen = None if unit == ALL else unit
access.require_department(page.viewer, chosen)

rectifications = data_uses.rectifications(*here, chosen)
themes, late = data_uses.themes(*here, chosen), data_uses.overdue(*here, chosen)
opinions = data_uses.opinions(*here, chosen) if chosen else None
pick, said = st.columns([1.15, 3], vertical_alignment="center", gap="medium")
with pick:
    place.choose("unit", t("department"), options, unit)
if chosen is None:
    summaries = data_uses.feedback_summary(*here)
    if summaries.empty:
        ui.stop(t("no_feedback"))
    summary = summaries.iloc[0]
    with said:
        ui.say(sentences.feedback(t, summary))
    ui.cards(cards.feedback_cards(t, summary))
    ui.steps([(t(f"step_{state}"), int(summary[f"n_{state}"])) for state in STATES])
else:
    name = t.name(departments[departments["department_id"] == chosen].iloc[0])
    with said:
        ui.say(sentences.feedback_department(t, name, opinions, rectifications))

recurring = themes[themes["is_recurring"]]
labels = [
    t("tab_count", name=t("tab_overdue"), n=len(late)),
    t("tab_count", name=t("tab_rectifications"), n=len(rectifications)),
    t("tab_opinions") if opinions is None else t("tab_count", name=t("tab_opinions"), n=len(opinions)),
    t("tab_count", name=t("recurring_themes"), n=len(recurring)),
]
tabs = st.tabs(labels)
with tabs[0]:
    ui.note(t("overdue_note"))
    now, before = late[late["year"] == page.year], late[late["year"] < page.year]
    ui.table(records.rectifications(t, now, chosen is None), t("tab_overdue"), t("nothing_overdue"))
    if len(before):
        title = t("years_before", n=len(before))
        with st.expander(title):
            ui.table(records.rectifications(t, before, chosen is None, by_year=True), title, "", t("year"))
with tabs[1]:
    states = {ALL: t("all_states"), **{state: t(f"step_{state}") for state in STATES}}
    state = place.resolve("state", list(states), ALL)
    place.choose("state", t("status"), states, state, kind="buttons")
    shown = rectifications if state == ALL else rectifications[rectifications["state"] == state]
    ui.table(
        records.rectifications(t, shown, chosen is None), t("tab_rectifications"), t("no_rectifications")
    )
with tabs[2]:
    if opinions is None:
        st.markdown(t("choose_department"))
    else:
        counted = {row["theme"]: int(row["n_opinions"]) for row in rows_of(themes)}
        themes_shown = {ALL: t("all_themes")} | {
            theme: t("tab_count", name=records.theme_name(t, theme), n=n) for theme, n in counted.items()
        }
        theme = place.resolve("theme", list(themes_shown), ALL)
        place.choose("theme", t("theme"), themes_shown, theme, kind="buttons")
        read = opinions if theme == ALL else opinions[opinions["theme"] == theme]
        ui.table(records.opinions(t, read), t("tab_opinions"), t("no_opinions"), t("theme"))
with tabs[3]:
    ui.note(t("recurring_explained"))
    ui.table(records.recurring(t, recurring), t("recurring_themes"), t("nothing_recurs"), t("theme"))
ui.sources(page, ("feedback", "feedback_themes", "rectification_status", "rectification_summaries"))
ui.downloads(page, lambda: records.rectifications(t, rectifications), t("tab_rectifications"), is_named=True)
if opinions is not None:
    ui.downloads(page, lambda: records.opinions(t, read), t("tab_opinions"), is_named=True)
