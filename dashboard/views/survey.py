"""Surveys: how rater groups differ, whether the sample is enough, what recurs, and how ballots were filled in."""

import streamlit as st

from dashboard import data_surveys, data_uses, place, records, survey_lists, ui
from dashboard.charts import surveys
from dashboard.frames import rows_of

page = ui.open_page("survey")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
evaluations = data_surveys.evaluations(*here)
if evaluations.empty:
    ui.stop(t("no_surveys"))
names = {row["evaluation_id"]: t.name(row) for row in rows_of(evaluations)}
evaluation = place.resolve("eval", list(names), next(iter(names)))
row = evaluations[evaluations["evaluation_id"] == evaluation].iloc[0]
asked = (*here, evaluation)
returns, groups, scores = (
    data_surveys.returns(*asked),
    data_surveys.groups(*asked),
    data_surveys.scores(*asked),
)
channels, days = data_surveys.channels(*asked), data_surveys.days(*asked)

ui.say(survey_lists.say(t, row, returns, channels))
left, right = st.columns([1, 1], vertical_alignment="center", gap="medium")
with left:
    place.choose("eval", t("evaluation"), names, evaluation, kind="buttons")
departments = ui.department_names(t, scores)
dept = place.resolve("dept", list(departments), next(iter(departments)))
with right:
    place.choose("dept", t("department"), departments, dept)
chosen = scores[scores["department_id"] == dept].iloc[0]
ui.cards(survey_lists.cards(t, row))

own = groups[groups["department_id"] == dept]
same = scores[scores["category_id"] == chosen["category_id"]]
left, right = st.columns([1, 1], gap="medium")
with left:
    st.header(t("groups_title", name=t.name(chosen)), anchor="groups")
    if own["mean_score"].notna().any():
        chart = surveys.group_dots(own, chosen, t, page.dark, 110 + 34 * len(own))
        ui.figure(page, chart, "groups", t("groups_alt", name=t.name(chosen)))
    elif row["n_returned"]:
        ui.note(t("groups_hidden", n=int(own["min_cell"].max())))
    ui.table(survey_lists.of_department(t, own), t("groups_title", name=t.name(chosen)), t("no_groups"))
with right:
    st.header(t("bounds_title", category=t.name(chosen, "category")), anchor="bounds")
    if same["score"].notna().any():
        chart = surveys.bounds(same, dept, t, page.dark)
        ui.figure(page, chart, "bounds", t("bounds_alt", category=t.name(chosen, "category"), n=len(same)))
    else:
        st.markdown(t("no_scores"))
    ui.note(t("bounds_note"))

themes = data_uses.themes(*here)
recurring = themes[themes["is_recurring"]]
titles = ["tab_departments", "tab_sample", "tab_channels", "tab_days", "tab_screening", "tab_quality"]
labels = [t(title) for title in titles] + [t("tab_count", name=t("recurring_themes"), n=len(recurring))]
table, sample, used, course, screened, filled, recurs = st.tabs(labels)
with table:
    ui.note(t("departments_note"))
    shown = survey_lists.departments(t, scores, groups)
    ui.table(shown, t("tab_departments"), t("no_scores"), t("category"))
with sample:
    ui.note(t("sample_note"))
    ui.table(survey_lists.returned(t, returns), t("tab_sample"), t("no_groups"))
with used:
    ui.note(t("channels_note"))
    ui.table(survey_lists.channels(t, channels), t("tab_channels"), t("no_ballots"))
with course:
    dated = days[days["submitted_on"].notna()]
    if len(dated) > 1:
        ui.figure(page, surveys.day_line(dated, t, page.dark), "days", t("days_alt", name=t.name(row)))
    elif len(dated):
        first = dated.iloc[0]
        st.markdown(t("one_day", day=t.day(first["submitted_on"]), n=int(first["n_ballots"])))
    if len(dated) < len(days):
        ui.note(t("undated", n=int(days[days["submitted_on"].isna()]["n_ballots"].iloc[0])))
    if days.empty:
        st.markdown(t("no_ballots"))
with screened:
    ui.note(t("screening_note"))
    found = data_surveys.screening(*asked)
    ui.table(survey_lists.screening(t, found), t("tab_screening"), t("no_ballots"))
with filled:
    ui.note(t("quality_removed" if row["is_straight_line_removed"] else "quality_kept"))
    ui.table(survey_lists.quality(t, scores), t("tab_quality"), t("no_scores"), t("category"))
with recurs:
    ui.note(t("recurring_explained"))
    ui.table(records.recurring(t, recurring), t("recurring_themes"), t("nothing_recurs"), t("theme"))
marts = ("survey_evaluations", "survey_results", "survey_group_results", "survey_returns", "survey_channels")
ui.sources(page, (*marts, "survey_days", "survey_screening", "survey_quality", "feedback_themes"))
ui.downloads(page, lambda: survey_lists.departments(t, scores, groups), t("tab_departments"), is_named=True)
ui.downloads(page, lambda: survey_lists.bounds(t, scores), t("export_bounds"), is_named=True)
ui.downloads(page, lambda: survey_lists.quality(t, scores), t("tab_quality"), is_named=True)
