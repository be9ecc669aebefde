"""Overview, for a leader with sixty seconds: who is excellent, admonished, at the bottom; what moved."""

import streamlit as st

from dashboard import cards, data, data_trust, outlook, place, sentences, tables, ui
from dashboard.charts.strip import strip_plot
from dashboard.frames import rows_of
from dashboard.wording import given

SHOWN = 8
BODY = 376

page = ui.open_page("overview")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
summaries, departments = data.summary(*here), data.department_years(*here)
if summaries.empty or departments.empty:
    ui.stop(t("no_results"))
summary, grades = summaries.iloc[0], data.grades(page.viewer, page.release, page.run["scheme_id"])
grade_names = cards.grade_names(t, grades)
category_names = {
    row["category_id"]: t.name(row) for row in rows_of(data.categories(page.viewer, page.release))
}
consistency = data.consistencies(page.viewer, page.release, page.city)
pooled = consistency[(consistency["year"] == page.year) & consistency["category_id"].isna()]
counts, points = data.grade_counts(*here), data.attention(*here)
status = page.release.manifest.get("status", "draft")

sure = data_trust.outlook(*here)
said = sentences.overview(t, summary, counts, grade_names, bool(page.run["is_scheme_changed"]), status)
ui.say(said + outlook.believe(t, sure, grade_names))
ui.cards(cards.overview_cards(t, summary, counts, grades, pooled, page.dark))
left, right = st.columns([2.05, 1], gap="medium")
with left:
    st.header(t("strip_title"), anchor="spread")
    chart = strip_plot(departments, data.grade_places(*here), grades, t, page.dark, BODY, sure)
    alt = t("strip_alt", city=page.city_name, year=page.year, n=int(summary["n_ranked"]))
    event = ui.figure(page, chart, "strip", alt, on_select="rerun", selection_mode="points")
    picked = ui.picked(event)
    if picked:
        st.switch_page("views/department.py", query_params=place.link(dept=picked))
with right, st.container(height=BODY + 30, border=False, gap="small"):
    st.header(t("attention_title", n=len(points)), anchor="attention")
    with st.container(gap=None):
        for row in rows_of(points.head(SHOWN)):
            view, changes = "department", {"dept": row["department_id"]}
            if not given(row["department_id"]):
                view, changes = ("consistency" if row["kind"] == "contrary" else "overview"), {}
            line = sentences.attention(t, row, grade_names, category_names)
            label = f"{t('icon_' + row['kind'])}\u2002{line}"
            st.page_link(f"views/{view}.py", label=label, query_params=place.link(**changes))
    if len(points) > SHOWN:
        st.caption(t("more_points", n=len(points) - SHOWN))
    if points.empty:
        st.markdown(t("nothing_to_note"))
    best = grades.iloc[0]["grade_id"]
    st.header(t("best_title", grade=grade_names[best]), anchor="best")
    ui.names(cards.names_by_category(t, departments[departments["grade_id"] == best]), "best")
    st.header(t("bottom_title"), anchor="bottom")
    ui.names(cards.names_by_category(t, departments[departments["is_bottom"]]), "bottom")
foot, files = st.columns([2.05, 1], gap="medium")
with foot:
    marts = ("department_years", "grade_counts", "grade_places", "year_summaries", "attention_points")
    ui.sources(page, (*marts, "consistencies", "grade_outlook", "grade_probabilities"))
with files:
    ui.downloads(page, lambda: tables.overview(t, departments, grade_names), t("page_overview"))
