"""The record of leading groups and officials over years and posts. Names of persons appear here only."""

import streamlit as st

from dashboard import data, data_uses, place, records, sentences, ui
from dashboard.frames import rows_of
from dashboard.wording import given

page = ui.open_page("archive")
t = page.t
people = data_uses.people(page.viewer, page.release, page.city)
if people.empty:
    ui.stop(t("no_archive"))
every_grade = data.all_grades(page.viewer, page.release)
grades = {(row["scheme_id"], row["grade_id"]): t.name(row) for row in rows_of(every_grade)}

how, pick, said = st.columns([0.9, 1.25, 2.6], vertical_alignment="center", gap="medium")
ways = {"department": t("by_department"), "person": t("by_person")}
with how:
    way = place.resolve("by", list(ways), "department")
    place.choose("by", t("archive_by"), ways, way, kind="buttons")
if way == "department":
    key, heads = "dept", people.sort_values("year").drop_duplicates("department_id", keep="last")
    named = {row["department_id"]: t.name(row) for row in rows_of(heads)}
    current = data.department_years(page.viewer, page.release, page.city, page.year)["department_id"]
    order = [*(d for d in current if d in named), *sorted(set(named) - set(current))]
    options = {department: named[department] for department in order}
else:
    key = "person"
    options = {
        row["person_id"]: t(
            "name_category",
            name=row["name"] if given(row["name"]) else row["person_id"],
            category=t.name(row),
        )
        for row in rows_of(people.drop_duplicates("person_id", keep="last"))
    }
chosen = place.resolve(key, list(options), next(iter(options)))
rows = data_uses.archive(page.viewer, page.release, page.city, way, chosen)
with pick:
    place.choose(key, ways[way], options, chosen)
with said:
    by_department = way == "department"
    ui.say(
        sentences.archive_group(t, options[chosen], rows)
        if by_department
        else sentences.archive_person(t, rows)
    )

title = t("archive_title_" + way)
st.header(title, anchor="archive")
table = records.group_archive(t, rows, grades) if by_department else records.person_archive(t, rows, grades)
ui.table(table, title, t("no_archive"), t("year") if by_department else None)
ui.sources(page, ("archive", "measures_due", "department_results"))
ui.downloads(page, lambda: table, t("page_archive"))
