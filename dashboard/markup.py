"""Pieces of HTML for `st.html`. Every word is escaped: what people wrote is shown word for word, never run."""

from __future__ import annotations

import html
import re
from typing import Any

import pandas as pd

from dashboard.frames import Row, rows_of
from dashboard.wording import given

SHORT, LONG = (
    10,
    14,
)  # letters: up to SHORT a cell stays on one line, beyond LONG it needs room before it breaks
DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _text(value: Any) -> str:
    if not given(value):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def _cell(value: Any) -> str:
    text = _text(value)
    kind = "number" if isinstance(value, int | float) else "long" if len(text) > LONG else ""
    if kind == "" and len(text) <= SHORT:
        kind = "short"
    if DATE.fullmatch(text):
        kind = "date"
    mark = f' class="{kind}"' if kind else ""
    return f"<td{mark}>{html.escape(text)}</td>"


def _head(column: str, rows: list[Row]) -> str:
    values = [row[column] for row in rows if given(row[column])]
    mark = ' class="number"' if values and all(isinstance(value, int | float) for value in values) else ""
    return f'<th scope="col"{mark}>{html.escape(str(column))}</th>'


def _row(row: Row, columns: list[str]) -> str:
    return "<tr>" + "".join(_cell(row[column]) for column in columns) + "</tr>"


def table(frame: pd.DataFrame, label: str, group: str | None = None) -> str:
    """A table; rows with the same value of the column ``group`` stand below one heading."""
    columns = [column for column in frame.columns if column != group]
    rows = rows_of(frame)
    head = "".join(_head(column, rows) for column in columns)
    body, heading = [], None
    for row in rows:
        if group is not None and row[group] != heading:
            heading = row[group]
            words = html.escape(_text(heading))
            head_cell = f'<th colspan="{len(columns)}" scope="colgroup"><span>{words}</span></th>'
            body.append(f'<tr class="group">{head_cell}</tr>')
        body.append(_row(row, columns))
    name = html.escape(label, quote=True)
    return (
        f'<div class="ys-table" role="region" tabindex="0" aria-label="{name}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>"
    )


def steps(items: list[tuple[str, int]]) -> str:
    """Counts at the steps of a procedure, in order."""
    boxes = [f'<div role="listitem"><b>{count}</b> {html.escape(label)}</div>' for label, count in items]
    return f'<div class="ys-steps" role="list">{"".join(boxes)}</div>'


def note(text: str) -> str:
    """A remark in small type below a heading."""
    return f'<p class="ys-note">{html.escape(text)}</p>'


def lines(items: list[str]) -> str:
    """A list of sentences (bold parts come as <b>, the rest escaped by who wrote them)."""
    return f'<ul class="ys-lines">{"".join(f"<li>{item}</li>" for item in items)}</ul>'
