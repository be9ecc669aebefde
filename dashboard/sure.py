"""How sure one department's grade is, as a part of its sheet."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import data_trust, outlook, ui


def show(page: ui.Page, department_id: str, grades: pd.DataFrame) -> None:
    """Heading and lines; nothing where the department has no grade. ``grades``: scheme_grades of the year."""
    where = (page.viewer, page.release, page.city, page.year, department_id)
    lines = outlook.department(page.t, data_trust.outlook(*where), data_trust.probabilities(*where), grades)
    if lines:
        st.header(page.t("sure_of"), anchor="sure")
        ui.lines(lines)
