"""What every page has: guard, header with the choices, release banner, sentence, sources, export row, live release."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import access, data, export, place
from dashboard.charts.base import config
from dashboard.wording import Words, given

LOOK_AGAIN_SECONDS = 30
STYLE = """
<style>
.stMainBlockContainer{padding:3.9rem 1.6rem .4rem;max-width:1480px}
[data-testid="stVerticalBlock"]{gap:.45rem}
.stMainBlockContainer h1{font-size:1.45rem;padding:.1rem 0;line-height:1.3}
.stMainBlockContainer h2{font-size:1.02rem;padding:.15rem 0 0;line-height:1.35}
[data-testid="stHeading"] [data-testid="stMarkdownContainer"],[data-testid="stCaptionContainer"]{margin-bottom:0}
.ys-banner{display:flex;flex-wrap:wrap;gap:.35rem .5rem;font-size:.8rem;line-height:1.35}
.ys-banner span{border:1px solid color-mix(in srgb,currentColor 30%,transparent);border-radius:.3rem;padding:.08rem .5rem}
.ys-banner .strong{font-weight:700;border-width:1.5px;border-color:currentColor}
.ys-say{font-size:1.06rem;line-height:1.5;margin:0}
.ys-cards{display:flex;flex-wrap:wrap;gap:.5rem}
.ys-card{flex:1 1 6.6rem;border:1px solid color-mix(in srgb,currentColor 20%,transparent);border-radius:.5rem;
padding:.3rem .7rem .35rem;min-width:0}
.ys-card.wide{flex:2.4 1 15rem}
.ys-card .label{font-size:.82rem;white-space:nowrap}
.ys-card .value{font-size:1.6rem;font-weight:700;line-height:1.2;font-variant-numeric:tabular-nums;white-space:nowrap}
.ys-card .value small{font-size:.85rem;font-weight:400;margin-left:.15rem}
.ys-card .note{font-size:.8rem;line-height:1.35}
.ys-card .lines{font-size:.84rem;line-height:1.45}
[class*="st-key-names_"] li{font-size:.86rem;line-height:1.45;margin:0 0 .1rem}
[class*="st-key-names_"] ul{margin:0;padding-left:0}
[data-testid="stPageLink"] a{padding:.1rem .35rem;min-height:0}
[data-testid="stPageLink"] p{font-size:.92rem;line-height:1.4;white-space:normal;text-align:left}
.stTabs [data-baseweb="tab-panel"]{padding-top:.4rem}
@media (max-width:640px){.stMainBlockContainer{padding:3.9rem .8rem 1rem}.ys-card{flex-basis:40%}.ys-say{font-size:1rem}}
</style>
"""


@dataclass(frozen=True)
class Page:
    """Everything a page needs to ask for data and to speak."""

    name: str
    viewer: access.Viewer
    release: data.Release
    t: Words
    dark: bool
    city: str
    year: int
    run: pd.Series
    runs: pd.DataFrame

    @property
    def city_name(self) -> str:
        return self.t.name(self.run, "city")


def viewer() -> access.Viewer:
    """The verified identity; without an identity provider the single user of this machine."""
    if not access.has_identity_provider():
        return access.SINGLE_USER
    if not st.user.is_logged_in:
        return access.Viewer(None)
    return access.account_of(str(st.user.get("email") or st.user.get("sub") or ""))


def is_dark() -> bool:
    return getattr(st.context.theme, "type", None) == "dark"


def open_page(name: str) -> Page:
    """Guard, release, choices and header; stops with a clear sentence where there is nothing to show."""
    t = Words(place.language())
    who = viewer()
    st.html(STYLE)
    try:
        access.require(who, name)
    except access.AccessDenied:
        stop(t("denied_page"))
    watch_release(data.shown_release_id())
    release = data.open_release(who)
    if release is None:
        stop(t("no_edition") if data.shown_release_id() else t("no_release"), who, t)
    runs = data.runs(who, release)
    if runs.empty:
        stop(t("no_results"), who, t)
    cities = runs.drop_duplicates("city_id").set_index("city_id")
    city = place.resolve("city", list(cities.index), cities.index[0])
    years = runs.loc[runs["city_id"] == city, "year"].astype(str).tolist()
    year = place.resolve("year", years, years[-1])
    run = runs[(runs["city_id"] == city) & (runs["year"] == int(year))].iloc[0]
    page = Page(name, who, release, t, is_dark(), city, int(year), run, runs[runs["city_id"] == city])
    _header(page, {key: t.name(row, "city") for key, row in cities.iterrows()}, years[::-1])
    return page


def stop(sentence: str, who: access.Viewer | None = None, t: Words | None = None) -> None:
    if t is not None:
        st.title(t("app_name"), anchor="title")
    if who is not None and who.is_single_user and t is not None:
        st.html(f'<div class="ys-banner"><span class="strong">{t("single_user")}</span></div>')
    st.error(sentence)
    st.stop()


def _header(page: Page, cities: dict[str, str], years: list[str]) -> None:
    t = page.t
    title, city, year, language = st.columns([5.6, 2, 1.25, 1], vertical_alignment="center")
    with title:
        st.title(t(f"title_{page.name}", city=page.city_name, year=page.year), anchor="title")
    with city:
        place.choose("city", t("city"), cities, page.city)
    with year:
        place.choose("year", t("year"), {y: t("year_of", year=y) for y in years}, str(page.year))
    with language:
        st.button(
            t("other_language"),
            key="language",
            width="stretch",
            on_click=place.keep,
            args=("lang", "en" if t.lang == "zh" else "zh"),
        )
    st.html(f'<div class="ys-banner" role="note">{"".join(_banner(page))}</div>')


def _banner(page: Page) -> list[str]:
    t, manifest = page.t, page.release.manifest
    status = manifest.get("status", "draft")
    parts = [
        (
            "strong" if status != "final" else "",
            t(f"status_{status}" if status in ("preview", "final") else "status_draft"),
        ),
        ("", t("version", id=short_id(page.release.release_id))),
        ("", t("made_on", date=str(manifest.get("created_at", ""))[:10])),
    ]
    if manifest.get("approved_by"):
        document = manifest.get("document_no") or ""
        parts.append(("", t("approved", by=manifest["approved_by"], no=document)))
    parts.append(("", t.name(page.run, "scheme")))
    if manifest.get("is_sample"):
        parts.append(("strong", t("sample_data")))
    if page.viewer.is_single_user:
        parts.append(("strong", t("single_user")))
    return [f'<span class="{kind}">{html.escape(text)}</span>' for kind, text in parts]


def short_id(release_id: str) -> str:
    """draft-20261122T173827218188Z -> 20261122-1738; names given by people stay."""
    stamp = release_id.removeprefix("draft-")
    return f"{stamp[:8]}-{stamp[9:13]}" if len(stamp) > 13 and stamp[8:9] == "T" else release_id


@st.fragment(run_every=LOOK_AGAIN_SECONDS)
def watch_release(shown: str | None) -> None:
    """A new release is noticed without a restart and without a click."""
    if data.shown_release_id() != shown:
        st.rerun()


def say(sentence: str) -> None:
    """The one sentence of conclusion on top of a page (bold parts come as <b>)."""
    st.html(f'<p class="ys-say" role="status">{sentence}</p>')


def cards(items: list[dict[str, Any]]) -> None:
    """Number cards: label, value, note; ``lines`` instead of a value for a card of words."""
    boxes = []
    for item in items:
        sign = item.get("sign", "")
        mark = f'<span style="color:{item["colour"]}" aria-hidden="true">{sign}</span> ' if sign else ""
        body = (
            f'<div class="value">{item["value"]}<small>{item.get("unit", "")}</small></div>'
            f'<div class="note">{item.get("note", "")}</div>'
            if "value" in item
            else f'<div class="lines">{"<br>".join(item["lines"])}</div>'
        )
        kind = "ys-card wide" if "lines" in item else "ys-card"
        boxes.append(
            f'<div class="{kind}"><div class="label">{mark}{html.escape(item["label"])}</div>{body}</div>'
        )
    st.html(f'<div class="ys-cards">{"".join(boxes)}</div>')


def figure(page: Page, chart: go.Figure, key: str, alt: str, **options: Any) -> Any:
    """A figure with its alternative text and a toolbar in the page's language."""
    name = export.file_name(page.city_name, page.year, page.t(f"page_{page.name}"), key)
    return st.plotly_chart(
        chart, key=f"figure_{key}", alt=alt, theme=None, config=config(page.t.lang, name), **options
    )


def picked(event: Any) -> str | None:
    """Id of the department whose mark was clicked."""
    for point in event.selection.points if event else []:
        chosen = point.get("customdata")
        if chosen:
            return chosen if isinstance(chosen, str) else str(chosen[0])
    return None


def names(markdown: str) -> None:
    """A list of names in small type."""
    with st.container(key=f"names_{abs(hash(markdown))}"):
        st.markdown(markdown)


def table(frame: pd.DataFrame, alt: str, empty: str) -> None:
    """A short table as real HTML: prints, can be read aloud, nothing is cut off."""
    if frame.empty:
        st.markdown(empty)
    else:
        st.table(frame, hide_index=True, border="horizontal", alt=alt)


def department_names(t: Words, departments: pd.DataFrame) -> dict[str, str]:
    """Names for the select box, with the category beside each."""
    return {
        row["department_id"]: t("name_category", name=t.name(row), category=t.name(row, "category"))
        for _, row in departments.iterrows()
    }


def sources(page: Page, marts: tuple[str, ...]) -> None:
    """Where each figure comes from and what it means, from the descriptions that dbt carries."""
    t = page.t
    with st.expander(t("sources")):
        st.markdown(t(f"method_{page.name}"))
        lines = []
        for mart in marts:
            entry = page.release.codebook.get(mart, {})
            rows = page.release.manifest.get("marts", {}).get(mart, {}).get("rows")
            text = entry.get("description") or t("no_description")
            lines.append(f"- `{mart}`" + (f" ({t('rows', n=rows)})" if given(rows) else "") + f": {text}")
        st.markdown("\n".join(lines))
        st.markdown(
            t("release_line", id=page.release.release_id, date=page.release.manifest.get("as_of_date") or "")
        )


def downloads(page: Page, frame: pd.DataFrame, key: str) -> None:
    """Export row: the page's table as Excel and as CSV, the address of this view."""
    t = page.t
    title = t(f"title_{page.name}", city=page.city_name, year=page.year)
    status = page.release.manifest.get("status", "draft")
    version = t("export_version", id=short_id(page.release.release_id), status=t(f"status_{status}"))
    if page.release.manifest.get("is_sample"):
        version += " · " + t("sample_data")
    name = export.file_name(title, short_id(page.release.release_id), key)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            t("get_xlsx"),
            lambda: export.xlsx_bytes(frame, title, version, (t("sheet"), t("sheets"))),
            f"{name}.xlsx",
            key=f"xlsx_{key}",
            on_click="ignore",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        st.download_button(
            t("get_csv"),
            lambda: export.csv_bytes(frame),
            f"{name}.csv",
            mime="text/csv",
            key=f"csv_{key}",
            on_click="ignore",
        )
