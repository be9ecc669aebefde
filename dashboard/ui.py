"""What every page has: guard, header with the choices, release banner, sentence, sources, export row."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import access, data, export, markup, place
from dashboard.charts.base import config
from dashboard.frames import rows_of
from dashboard.wording import Words, given

LOOK_AGAIN_SECONDS = 30
STYLE = Path(__file__).resolve().parent / "style.css"


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
    cities = runs.drop_duplicates("city_id")
    city = place.resolve("city", cities["city_id"].tolist(), cities["city_id"].iloc[0])
    years = runs.loc[runs["city_id"] == city, "year"].astype(str).tolist()
    year = place.resolve("year", years, years[-1])
    run = runs[(runs["city_id"] == city) & (runs["year"] == int(year))].iloc[0]
    page = Page(name, who, release, t, is_dark(), city, int(year), run, runs[runs["city_id"] == city])
    _header(page, {row["city_id"]: t.name(row, "city") for row in rows_of(cities)}, years[::-1])
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
    if page.run["is_provisional"]:
        parts.append(("strong", t("provisional", n=int(page.run["n_open_appeals"]))))
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
    """Number cards: label, value, note; ``words`` for a value in words, ``lines`` for a card of lines."""
    st.html(f'<div class="ys-cards">{"".join(_card(item) for item in items)}</div>')


def _card(item: dict[str, Any]) -> str:
    sign = (
        f'<span style="color:{item["colour"]}" aria-hidden="true">{item["sign"]}</span> '
        if "sign" in item
        else ""
    )
    label = f'<div class="label">{sign}{html.escape(item["label"])}</div>'
    if "lines" in item:
        return f'<div class="ys-card wide">{label}<div class="lines">{"<br>".join(item["lines"])}</div></div>'
    kind = " words" if item.get("words") else ""
    value = f'<div class="value{kind}">{item["value"]}<small>{item.get("unit", "")}</small></div>'
    return f'<div class="ys-card{kind}">{label}{value}<div class="note">{item.get("note", "")}</div></div>'


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


def names(markdown: str, key: str) -> None:
    """A list of names in small type."""
    with st.container(key=f"names_{key}"):
        st.markdown(markdown)


def table(frame: pd.DataFrame, label: str, empty: str, group: str | None = None) -> None:
    """A table as real HTML, word for word: prints, can be read aloud, nothing is cut off."""
    if frame.empty:
        st.markdown(empty)
    else:
        st.html(markup.table(frame, label, group))


def lines(items: list[str]) -> None:
    """A list of sentences (bold parts come as <b>)."""
    if items:
        st.html(markup.lines(items))


def note(text: str) -> None:
    """A remark in small type, as it stands."""
    st.html(markup.note(text))


def steps(items: list[tuple[str, int]]) -> None:
    st.html(markup.steps(items))


def department_names(t: Words, departments: pd.DataFrame) -> dict[str, str]:
    """Names for the select box, with the category beside each."""
    return {
        row["department_id"]: t("name_category", name=t.name(row), category=t.name(row, "category"))
        for row in rows_of(departments)
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


def downloads(page: Page, table: Callable[[], pd.DataFrame], key: str, is_named: bool = False) -> None:
    """Export row: a table as Excel and as CSV, made when somebody asks; named where a page has several."""
    t = page.t
    title = t(f"title_{page.name}", city=page.city_name, year=page.year)
    status = page.release.manifest.get("status", "draft")
    version = t("export_version", id=short_id(page.release.release_id), status=t(f"status_{status}"))
    if page.release.manifest.get("is_sample"):
        version += " · " + t("sample_data")
    name = export.file_name(title, short_id(page.release.release_id), key)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if is_named:
            st.markdown(t("export_of", what=key), width="content")
        st.download_button(
            t("get_xlsx"),
            lambda: export.xlsx_bytes(table(), title, version, (t("sheet"), t("sheets"))),
            f"{name}.xlsx",
            key=f"xlsx_{key}",
            on_click="ignore",
            mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        st.download_button(
            t("get_csv"),
            lambda: export.csv_bytes(table()),
            f"{name}.csv",
            mime="text/csv",
            key=f"csv_{key}",
            on_click="ignore",
        )
