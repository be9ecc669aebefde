"""What follows from the result: talks, adjustments, bars, rewards, quotas, each with its clause."""

import pandas as pd
import streamlit as st

from dashboard import cards, data, data_uses, lists, sentences, ui
from dashboard.frames import rows_of
from dashboard.sentences import QUOTA, REWARD

page = ui.open_page("uses")
t, here = page.t, (page.viewer, page.release, page.city, page.year)
measures, quotas = data_uses.measures(*here), data_uses.quotas(*here)
findings, published = data_uses.findings(*here), data_uses.published_differences(*here)
grade_names = cards.grade_names(t, data.grades(page.viewer, page.release, page.run["scheme_id"]))
ui.say(sentences.uses(t, measures, quotas))

said = sentences.findings(t, findings)
st.header(t("findings_title", n=len(said)), anchor="findings")
ui.lines(said or [t("no_findings")])


def basis(rows: pd.DataFrame) -> None:
    """The clause on which a list rests, said once, and whether it is the document or an assumption."""
    for clause, kind in rows[["clause", "basis"]].drop_duplicates().itertuples(index=False):
        ui.note(t("clause_and_basis", clause=clause, basis=t("basis_" + kind)))


kinds = [kind for kind in sentences.in_order(measures["measure_id"]) if kind not in (QUOTA, REWARD)]
of = {kind: measures[measures["measure_id"] == kind] for kind in [*kinds, REWARD]}
labels = [t("tab_count", name=t.coded(f"measure_{kind}", kind), n=len(of[kind])) for kind in kinds]
labels += [
    t("tab_count", name=t(f"measure_{QUOTA}"), n=int(quotas["is_raised"].sum())),
    t("tab_count", name=t(f"measure_{REWARD}"), n=len(of[REWARD])),
    t("tab_count", name=t("published_tab"), n=len(published)),
]
tabs = st.tabs(labels)
for tab, kind in zip(tabs, kinds, strict=False):
    with tab:
        basis(of[kind])
        ui.table(lists.measures(t, of[kind], kind), t.coded(f"measure_{kind}", kind), t("nobody_concerned"))
with tabs[len(kinds)]:
    basis(quotas)
    raised, rest = quotas[quotas["is_raised"]], quotas[~quotas["is_raised"].astype(bool)]
    ui.table(lists.quotas(t, raised, grade_names), t("quota_raised_title"), t("nobody_raised"))
    with st.expander(t("quota_rest_title", n=len(rest))):
        ui.table(lists.quotas(t, rest, grade_names), t("quota_rest_title", n=len(rest)), "", t("category"))
with tabs[len(kinds) + 1]:
    basis(of[REWARD])
    if of[REWARD].empty:
        st.markdown(t("nobody_concerned"))
    for grade, same in of[REWARD].groupby("grade_id", sort=False):
        name = grade_names.get(grade, grade)
        first = rows_of(same.head(1))[0]
        title = t("reward_of", grade=name, n=len(same), value=lists.value_of(t, first))
        with st.expander(title):
            ui.table(lists.measures(t, same, REWARD), title, "", t("category"))
with tabs[len(kinds) + 2]:
    ui.note(t("published_note"))
    ui.table(lists.published(t, published, grade_names), t("published_tab"), t("no_published_difference"))
ui.sources(page, ("measures_due", "measure_findings", "excellent_quotas", "published_differences"))
ui.downloads(page, lambda: lists.all_measures(t, measures), t("measures"), is_named=True)
ui.downloads(page, lambda: lists.quotas(t, quotas, grade_names), t("quota_table"), is_named=True)
