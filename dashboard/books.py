"""The approved target book from the page: made when somebody asks for it, then offered for download."""

from __future__ import annotations

import html
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from dashboard.ui import Page
from yardstick.documents import BookError, read_book, write_book
from yardstick.documents.target_book import ENDINGS, FORMATS

MIME = {
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "excel": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MADE = "target_book"  # the last book of this session: what it is of, file name, content or the reason why not


def offer(page: Page, department_id: str | None, name: str) -> None:
    """Buttons that make the book of ``department_id`` (None: of the city), and the file once it is made."""
    t = page.t
    asked = (page.release.folder, page.city, page.year, department_id, t.lang)
    st.markdown(t("book_of", name=name))
    with st.container(horizontal=True, gap="small"):
        for kind in FORMATS:
            if st.button(t("make_" + kind), key=f"make_{kind}"):
                with st.spinner(t("book_being_made")):
                    st.session_state[MADE] = (asked, kind, *_make(page, department_id, kind))
    made = st.session_state.get(MADE)
    if made is None or made[0] != asked:
        return
    _, kind, file_name, content = made
    if isinstance(content, str):
        st.html(f'<p class="ys-note" role="alert">{html.escape(content)}</p>')
        return
    label = t("get_book", name=file_name)
    st.download_button(label, content, file_name, mime=MIME[kind], key=f"book_{kind}", on_click="ignore")


def _make(page: Page, department_id: str | None, kind: str) -> tuple[str, bytes | str]:
    """File name and content; or why there is no book, in the page's language."""
    folder = Path(page.release.folder)
    try:
        book = read_book(page.city, page.year, department_id, page.t.lang, folder.parent, edition=folder.name)
        with TemporaryDirectory() as place:
            (file,) = write_book(book, Path(place), (kind,))
            return f"{book.file_stem}.{ENDINGS[kind]}", file.read_bytes()
    except BookError as error:
        chinese, _, english = str(error).partition("\n")
        return "", chinese if page.t.lang == "zh" else english or chinese
