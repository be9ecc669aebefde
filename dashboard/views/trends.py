"""Several years: who rises, who falls, who stays; what a new scheme did."""

import streamlit as st

from dashboard import data, data_trust, place, sentences, tables, trust_lists, ui
from dashboard.charts.years import chosen_rows, component_course, grade_strip, lineage, rank_lines
from dashboard.frames import rows_of

page = ui.open_page("trends")
t = page.t
history = data.department_history(page.viewer, page.release, page.city)
now = data.department_years(page.viewer, page.release, page.city, page.year)
if now.empty:
    ui.stop(t("no_results"))
names = ui.department_names(t, now)
dept = place.resolve("dept", list(names), next(iter(names)))
row = now[now["department_id"] == dept].iloc[0]
category, category_name = row["category_id"], t.name(row, "category")
ids = lineage(history, dept, page.year)
mine = chosen_rows(history, ids)
grades = data.all_grades(page.viewer, page.release)

pick, said = st.columns([1.15, 3], vertical_alignment="center", gap="medium")
with pick:
    place.choose("dept", t("department"), names, dept)
with said:
    changed = [str(year) for year in page.runs.loc[page.runs["is_scheme_changed"], "year"]]
    note = t("say_scheme_years", years=t.listed(changed)) if changed else t("say_one_scheme")
    ui.say(sentences.trend(t, mine, t.name(row)) + note)

left, right = st.columns([1.35, 1], gap="medium")
with left:
    st.header(t("bump_title", category=category_name), anchor="ranks")
    chart = rank_lines(history, page.runs, category, ids, t, page.dark, height=430)
    ui.figure(page, chart, "ranks", t("bump_alt", name=t.name(row), category=category_name))
    st.header(t("course_title", category=category_name), anchor="course")
    course = data.trends(page.viewer, page.release, page.city)
    course = course[course["category_id"] == category]
    newest = course.sort_values("year").drop_duplicates("component_id", keep="last").sort_values("sort_order")
    options = {r["component_id"]: t.name(r) for r in rows_of(newest)}
    component = place.resolve("comp", list(options), next(iter(options)))
    place.choose("comp", t("component"), options, component)
    chart = component_course(course[course["component_id"] == component], page.runs, t, page.dark)
    ui.figure(page, chart, "course", t("course_alt", component=options[component], category=category_name))
with right:
    st.header(t("strip_years_title", category=category_name), anchor="grades")
    chart = grade_strip(history, grades, page.runs, category, dept, t, page.dark)
    ui.figure(page, chart, "grades", t("strip_years_alt", category=category_name))
changes = data_trust.changes(page.viewer, page.release, page.city)
changes = changes[changes["department_id"] == changes["year"].map(ids)]
if len(changes):
    st.header(t("changes_title", name=t.name(row)), anchor="changes")
    ui.note(t("changes_note"))
    ui.table(trust_lists.changes(t, changes, grades), t("changes_title", name=t.name(row)), "")
ui.sources(page, ("department_years", "trends", "runs", "changes", "grade_outlook"))
table = history[history["category_id"] == category].sort_values(["department_id", "year"])
ui.downloads(page, lambda: tables.years(t, table, grades), category_name, is_named=True)
if len(changes):
    ui.downloads(page, lambda: trust_lists.changes(t, changes, grades), t("changes_table"), is_named=True)
