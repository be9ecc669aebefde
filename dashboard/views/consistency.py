"""The three consistencies: do contribution, leaders and society agree with the result; who disagrees."""

import streamlit as st

from dashboard import cards, data, data_trust, outlook, place, sentences, tables, trust_lists, ui
from dashboard.charts.consistency import interval_dots, rank_scatter, rho_years
from dashboard.frames import rows_of

PAIRS = ("contribution", "leader", "social", "leader_objective", "social_objective", "leader_social")

page = ui.open_page("consistency")
t = page.t
every = data.consistencies(page.viewer, page.release, page.city)
now = every[every["year"] == page.year]
if now.empty:
    ui.stop(t("say_no_consistency"))
categories = data.categories(page.viewer, page.release)
names = {row["category_id"]: t.name(row) for row in rows_of(categories)}
pooled = now[now["category_id"].isna()]
main = [row for pair in sentences.MAIN_PAIRS for row in rows_of(pooled[pooled["pair"] == pair])]
ui.say(sentences.consistency(t, pooled))
ui.cards([cards.pair_card(t, row) for row in main])

known = [pair for pair in PAIRS if pair in set(now["pair"])]
pair = place.resolve("pair", known, known[0])
place.choose("pair", t("pair"), {p: t(f"pair_{p}") for p in known}, pair, kind="buttons")
named = categories.rename(columns={"name_zh": "category_zh", "name_en": "category_en"})
rows = now[now["pair"] == pair].merge(named, on="category_id", how="left")
rows = rows.sort_values("sort_order", na_position="first")
left, right = st.columns([1.25, 1], gap="medium")
with left:
    st.header(t("interval_title", pair=t(f"pair_{pair}")), anchor="intervals")
    alt = t("interval_alt", pair=t(f"pair_{pair}"), verdict=t("verdict_" + rows.iloc[0]["verdict"]))
    ui.figure(page, interval_dots(rows, t, page.dark, height=330), "intervals", alt)
    if spread := outlook.heterogeneity(t, rows_of(rows)[0], rows[rows["category_id"].notna()]):
        ui.note(spread)
with right:
    st.header(t("years_title"), anchor="years")
    over_years = every[every["category_id"].isna() & every["pair"].isin(sentences.MAIN_PAIRS)]
    chart = rho_years(over_years, page.runs, t, page.dark, height=330)
    ui.figure(page, chart, "years", t("years_alt", city=page.city_name))

cells = trust_lists.cells(t, rows)
with st.expander(t("cells_title", pair=t(f"pair_{pair}"))):
    ui.note(t("cells_note"))
    ui.table(cells, t("cells_title", pair=t(f"pair_{pair}")), "")
against = data_trust.contradictions(page.viewer, page.release, page.city, page.year, pair)
title = t("contradictions_title", n=len(against))
if len(against):
    with st.expander(title):
        ui.table(trust_lists.contradictions(t, against, pair), title, "", t("category"))

st.header(t("scatter_title", x=t(f"axis_x_{pair}"), y=t(f"axis_y_{pair}")), anchor="ranks")
st.caption(t("scatter_note"))
ranks = data.disagreements(page.viewer, page.release, page.city, page.year, pair)
shown = [category for category in names if category in set(ranks["category_id"])]
for start in range(0, len(shown), 2):
    for column, category in zip(st.columns(2, gap="medium"), shown[start : start + 2], strict=False):
        part = ranks[ranks["category_id"] == category]
        verdict = rows.loc[rows["category_id"] == category, "verdict"]
        word = t("verdict_" + (verdict.iloc[0] if len(verdict) else "not_testable"))
        far_apart = t("n_discordant", n=int(part["is_discordant"].sum()))
        with column:
            st.markdown(f"**{names[category]}** · {word} · {far_apart}")
            chart = rank_scatter(part, pair, t, page.dark, height=300)
            ui.figure(
                page, chart, f"ranks_{category}", t("scatter_alt", category=names[category], n=len(part))
            )
ui.sources(page, ("consistencies", "department_consistency", "contributions"))
ui.downloads(page, lambda: cells, t("cells_export"), is_named=True)
ui.downloads(page, lambda: tables.disagreements(t, ranks, pair, names), t(f"pair_{pair}"), is_named=True)
