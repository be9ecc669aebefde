"""Router: who is looking, which pages they may open, in which language. Run it with `yardstick dashboard`."""

import sys
from pathlib import Path

import streamlit as st

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:  # `streamlit run` puts only this folder on the path
    sys.path.insert(0, ROOT)

from dashboard import access, place, ui  # noqa: E402
from dashboard.wording import Words  # noqa: E402

PAGES = (
    "overview",
    "grades",
    "department",
    "targets",
    "consistency",
    "survey",
    "uses",
    "feedback",
    "archive",
    "trends",
    "robustness",
)

t = Words(place.language())
st.set_page_config(page_title=t("app_name"), page_icon="📏", layout="wide", initial_sidebar_state="collapsed")

address = st.get_option("server.address")
if not access.may_serve(address):
    st.error(access.refusal(address))
    st.stop()

who = ui.viewer()
if access.has_identity_provider() and not st.user.is_logged_in:
    st.title(t("app_name"), anchor="title")
    st.button(t("log_in"), on_click=st.login)
    st.stop()

allowed = [page for page in PAGES if access.may_open(who, page)]
if not allowed:
    st.title(t("app_name"), anchor="title")
    st.error(t("denied_account"))
    st.stop()

pages = [
    st.Page(f"views/{page}.py", title=t(f"page_{page}"), url_path=page, default=page == allowed[0])
    for page in allowed
]
st.navigation(pages, position="top").run()
