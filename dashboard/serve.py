"""The server around app.py: language of the shell, security headers, Chinese for Streamlit's own words.

`streamlit run dashboard/serve.py`. Refuses to start where everybody could reach the office's data.
"""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:  # `streamlit run` puts only this folder on the path
    sys.path.insert(0, ROOT)

from dashboard import access, warm  # noqa: E402
from dashboard.shell import Shell  # noqa: E402

address = st.get_option("server.address")
if not access.may_serve(address):
    print(access.refusal(address), file=sys.stderr, flush=True)
    raise SystemExit(2)

warm.up()
app = st.App("app.py", middleware=[Middleware(Shell)])
