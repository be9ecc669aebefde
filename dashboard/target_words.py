"""The sentence and the cards of the page on targets, from the rows that stand below them. Rows in, words out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.frames import rows_of
from dashboard.sentences import bold
from dashboard.wording import Words

STATES = ("done", "on_track", "behind", "overdue", "no_report")
LATE = ("overdue", "no_report", "behind")
COUNTED = ("scored", "unreported")


def is_running(progress: pd.DataFrame, year: int) -> bool:
    """The year is not over on the day at which the release looks at it."""
    days = progress["as_of_date"].dropna()
    return len(days) > 0 and pd.Timestamp(days.iloc[0]).year <= year


def of_now(evidence: pd.DataFrame, running: bool) -> pd.DataFrame:
    """While the year is running nothing is short of evidence: it is only not yet reported."""
    return evidence[evidence["test_id"] != "no_evidence"] if running else evidence


def summary(
    t: Words,
    targets: pd.DataFrame,
    evidence: pd.DataFrame,
    counts: pd.DataFrame,
    proposals: pd.DataFrame,
    findings: pd.DataFrame,
) -> str:
    """How many targets count, how many signs there are and of whom, what is proposed: one sentence."""
    counted = targets[targets["status"].isin(COUNTED)]
    if counted.empty:
        return t("say_no_targets")
    parts = [t("say_targets", n=bold(len(counted)))]
    if len(evidence):
        departments, expected = evidence["department_id"].nunique(), counts["expected_flagged"].sum()
        parts.append(
            t("say_signs", n=bold(len(evidence)), expected=bold(int(expected)), departments=bold(departments))
        )
    else:
        parts.append(t("say_no_signs"))
    n_proposed = int((proposals["proposed_steps"] > 0).sum())
    parts.append(t("say_proposed", n=bold(n_proposed)) if n_proposed else t("say_nothing_proposed"))
    if len(findings):
        parts.append(t("say_written", n=bold(len(findings))))
    return t("say_joint").join(parts) + t("say_end")


def of_department(t: Words, name: str, targets: pd.DataFrame, proposals: pd.DataFrame) -> str:
    """One department: its counted targets and the mart's own sentence on what is proposed."""
    n = int(targets["status"].isin(COUNTED).sum())
    said = t("say_targets_of", name=bold(name), n=bold(n))
    return said + "".join(bold(t.name(row, "sentence")) for row in rows_of(proposals))


def cards(
    t: Words,
    targets: pd.DataFrame,
    evidence: pd.DataFrame,
    proposals: pd.DataFrame,
    findings: pd.DataFrame,
    tasks: pd.DataFrame,
) -> list[dict[str, Any]]:
    """Targets, signs, proposals, findings, tasks that nobody took, and the year so far."""
    counted = targets[targets["status"].isin(COUNTED)]
    kinds = t.listed([t("n_" + kind, n=int((counted["measure_kind"] == kind).sum())) for kind in KINDS])
    proposed = proposals[proposals["proposed_steps"] > 0]
    untaken = int(tasks["is_taken_by_nobody"].sum())
    states = counted["state"].value_counts()
    lines = [
        t("state_count", state=t("progress_" + key), n=bold(int(states[key])))
        for key in STATES
        if key in states
    ]
    day = counted["as_of_date"].dropna()
    return [
        _card(t, "counted_targets", len(counted), kinds),
        _card(t, "signs", len(evidence), t("about_targets", n=evidence["target_id"].dropna().nunique())),
        _card(t, "proposed_departments", len(proposed), t("proposal_note"), "unit_departments"),
        _card(t, "written_findings", len(findings), t("written_note")),
        _card(t, "untaken_tasks", untaken, t("of_tasks", n=len(tasks))),
        {
            "label": t("progress_on", date=t.day(day.iloc[0]) if len(day) else ""),
            "lines": [t("say_comma").join(lines) or t("none")],
        },
    ]


KINDS = ("quantity", "milestone", "judged")


def _card(t: Words, label: str, value: int, note: str, unit: str = "unit_items") -> dict[str, Any]:
    return {"label": t(label), "value": value, "unit": t(unit), "note": note}
