"""From what a cell says to a typed value: SQL expressions over normalised text. What is not understood
becomes NULL and is refused by its type expectation; nothing is guessed.
"""

from __future__ import annotations

from yardstick.intake.contract import Column
from yardstick.intake.headers import code_names

NUMBER = r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"
_CLOCK = r"(?:(?:T|\s+)([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?))?"
DATES = (
    rf"([0-9]{{4}})\s*年\s*([0-9]{{1,2}})\s*月\s*([0-9]{{1,2}})\s*日?{_CLOCK}",
    rf"([0-9]{{4}})\s*-\s*([0-9]{{1,2}})\s*-\s*([0-9]{{1,2}}){_CLOCK}",
    rf"([0-9]{{4}})\s*/\s*([0-9]{{1,2}})\s*/\s*([0-9]{{1,2}}){_CLOCK}",
    rf"([0-9]{{4}})\s*\.\s*([0-9]{{1,2}})\s*\.\s*([0-9]{{1,2}}){_CLOCK}",
    rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){_CLOCK}",
)


def quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _part(text: str, pattern: str, group: int) -> str:
    return f"regexp_extract({text}, {quote('^' + pattern + '$')}, {group})"


def _date_text(text: str, with_clock: bool) -> str:
    whens = []
    for pattern in DATES:
        day = " || '-' || ".join(
            f"lpad({_part(text, pattern, group)}, {width}, '0')" for group, width in ((1, 4), (2, 2), (3, 2))
        )
        if with_clock:
            clock = _part(text, pattern, 4)
            padded = f"CASE WHEN position(':' IN {clock}) = 2 THEN '0' || {clock} ELSE {clock} END"
            day += f" || ' ' || CASE WHEN {clock} = '' THEN '00:00' ELSE {padded} END"
        whens.append(f"WHEN regexp_full_match({text}, {quote(pattern)}) THEN {day}")
    return f"CASE {' '.join(whens)} END"


def typed(source: str, column: Column, text: str) -> str:
    """SQL of the typed value of ``text`` (normalised, NULL if blank)."""
    number = f"CASE WHEN regexp_full_match({text}, {quote(NUMBER)}) THEN try_cast({text} AS DOUBLE) END"
    match column.kind:
        case "num":
            return f"CASE WHEN isfinite({number}) THEN {number} END"
        case "int":
            return f"CASE WHEN {number} = floor({number}) THEN try_cast({number} AS INTEGER) END"
        case "date":
            return f"try_cast({_date_text(text, False)} AS DATE)"
        case "time":
            clocked = _date_text(text, True)
            return f"coalesce(try_cast({clocked} AS TIMESTAMP), try_cast({clocked} || ':00' AS TIMESTAMP))"
        case "flag":
            yes_no = code_names("*", "flag")
            whens = " ".join(f"WHEN {quote(k)} THEN {v}" for k, v in yes_no.items())
            return f"CASE lower({text}) {whens} ELSE CASE {number} WHEN 1 THEN 1 WHEN 0 THEN 0 END END"
        case "code":
            whens = " ".join(
                f"WHEN {quote(k)} THEN {quote(v)}" for k, v in code_names(source, column.name).items()
            )
            return f"CASE lower({text}) {whens} ELSE {text} END"
        case _:
            return text
