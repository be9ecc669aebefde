"""How sure is it: ranks under other ballots and other weights, and what each component really decides."""

import streamlit as st

from dashboard import cards, data, data_trust, outlook, place, trust_lists, ui
from dashboard.charts.certainty import caterpillar, weight_dots
from dashboard.frames import rows_of

page = ui.open_page("robustness")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
rows, weights = data_trust.outlook(*here), data_trust.effective_weights(*here)
grades = data.grades(page.viewer, page.release, page.run["scheme_id"])
names = cards.grade_names(t, grades)
ui.say(outlook.robustness(t, rows, weights, names))
if rows.empty:
    st.stop()

order = {row["category_id"]: t.name(row, "category") for row in rows_of(rows.drop_duplicates("category_id"))}
left, right = st.columns([1.2, 1], gap="medium")
with left:
    st.header(t("caterpillar_title"), anchor="ranks")
    category = place.resolve("cat", list(order), next(iter(order)))
    place.choose("cat", t("category"), order, category)
    part = rows[rows["category_id"] == category]
    chart = caterpillar(part, grades, t, page.dark)
    ui.figure(page, chart, f"ranks_{category}", t("caterpillar_alt", category=order[category], n=len(part)))
with right:
    st.header(t("weights_title"), anchor="weights")
    ui.note(t("weights_note"))
    if weights["effective_share"].notna().any():
        chart = weight_dots(weights, t, page.dark)
        ui.figure(page, chart, "weights", t("weights_alt", n=int(weights["alarm"].sum())))
    else:
        st.markdown(t("weights_unknown"))

table, shares = trust_lists.robustness(t, rows, names), trust_lists.weights(t, weights)
st.header(t("robustness_table"), anchor="table")
ui.table(table, t("robustness_table"), t("nobody_graded"), t("category"))
with st.expander(t("weights_table")):
    ui.table(shares, t("weights_table"), t("weights_unknown"), t("category"))
ui.sources(page, ("grade_outlook", "grade_probabilities", "weight_perturbation", "effective_weights"))
ui.downloads(page, lambda: table, t("robustness_table"), is_named=True)
ui.downloads(page, lambda: shares, t("weights_table"), is_named=True)
