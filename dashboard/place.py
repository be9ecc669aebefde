"""Where the reader is: city, year, department, language and the like, held in the URL by stable ids.

A value comes from the URL, else from this session, else it is the default; what is not known falls back
quietly. The URL is completed on every run, so that any view can be sent as a link.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.wording import LANGUAGES

MEMORY = "place"


def _memory() -> dict[str, str]:
    return st.session_state.setdefault(MEMORY, {})


def resolve(name: str, allowed: Sequence[str], default: str) -> str:
    """The value of ``name`` among ``allowed``; remembered and written to the URL."""
    for candidate in (st.query_params.get(name), _memory().get(name)):
        if candidate in allowed:
            return keep(name, candidate)
    return keep(name, default)


def keep(name: str, value: str) -> str:
    _memory()[name] = value
    if st.query_params.get(name) != value:
        st.query_params[name] = value
    return value


def language() -> str:
    return resolve("lang", LANGUAGES, "zh")


def link(**changes: str) -> dict[str, str]:
    """Query parameters of a link from here, with some of them changed."""
    kept = {name: value for name, value in _memory().items() if name in ("city", "year", "dept", "lang")}
    return kept | {name: str(value) for name, value in changes.items()}


def _chosen(name: str, widget: str) -> None:
    value = st.session_state.get(widget)
    if value is not None:
        keep(name, value)


def choose(name: str, label: str, options: dict[str, str], value: str, kind: str = "select") -> str:
    """A select box (or a row of buttons) whose value is an id; the name stands beside it. The URL leads."""
    widget = f"choose_{name}"
    st.session_state[widget] = value
    shared = {
        "options": list(options),
        "format_func": lambda key: options.get(key, key),
        "key": widget,
        "label_visibility": "collapsed",
        "on_change": _chosen,
        "args": (name, widget),
    }
    if kind == "buttons":
        st.segmented_control(label, required=True, **shared)
    else:
        st.selectbox(label, **shared)
    return value
