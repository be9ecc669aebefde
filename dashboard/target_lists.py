"""Lists about targets: comparison, evidence, rounds, progress, tasks, reminders. Rows in, columns in words out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.frames import Row, rows_of
from dashboard.lists import Column, category, frame, points, text, whole
from dashboard.wording import Words, given

Sentences = dict[str, list[str]]


def signed(value: Any, decimals: int) -> str:
    """+1.3, −0.4, and 0.0 without a sign."""
    words = f"{float(value):+.{decimals}f}".replace("-", "−")
    return words[1:] if not words.strip("+−0.") else words


def change(t: Words, value: Any, unit_kind: Any) -> str:
    """A difference of a comparison: relative for amounts, plain (in the unit) for rates; better is positive."""
    if not given(value):
        return ""
    return (
        t("rate_difference", value=signed(value, 2)) if unit_kind == "rate" else signed(value * 100, 1) + "%"
    )


def _change(t: Words, column: str) -> Column:
    return lambda row: change(t, row[column], row["unit_kind"])


def _share(t: Words, column: str) -> Column:
    return lambda row: t.percent(row[column] * 100) if given(row[column]) else ""


def _number(t: Words, column: str) -> Column:
    return lambda row: t.number(row[column]) if given(row[column]) else ""


def _day(t: Words, column: str) -> Column:
    return lambda row: t.day(row[column])


def _who(t: Words, wanted: bool) -> dict[str, Column]:
    return {t("department"): t.name} if wanted else {}


def sentences_of(t: Words, *frames: pd.DataFrame) -> Sentences:
    """The sentences about each target, from the frames of evidence and findings."""
    said: Sentences = {}
    for rows in frames:
        for row in rows_of(rows[rows["target_id"].notna()]):
            said.setdefault(row["target_id"], []).append(t.name(row, "sentence"))
    return said


def test_name(t: Words, row: Row) -> str:
    return t.coded("test_" + row["test_id"], row["test_id"])


def tests_of(t: Words, evidence: pd.DataFrame) -> Sentences:
    """The names of the tests that flagged each target."""
    named: Sentences = {}
    for row in rows_of(evidence[evidence["target_id"].notna()]):
        named.setdefault(row["target_id"], []).append(test_name(t, row))
    return named


def compared(t: Words, rows: pd.DataFrame, tests: Sentences, with_department: bool = True) -> pd.DataFrame:
    """Targets beside last year, their category and the peer cities, with what the tests flagged."""

    def benchmark(row: Row) -> str:
        if not given(row["benchmark_target_reference_value"]):
            return ""
        value, n = t.number(row["benchmark_target_reference_value"]), int(row["benchmark_target_n_peers"])
        return t("of_peers", value=value, n=n)

    return frame(
        rows,
        _who(t, with_department)
        | {
            t("target"): text("title"),
            t("signs"): lambda row: t.listed(tests.get(row["target_id"], [])),
            t("last_actual"): _number(t, "last_actual"),
            t("target_value"): _number(t, "target_value"),
            t("raised_by"): _change(t, "vertical_target_difference"),
            t("against_category"): _change(t, "horizontal_target_difference"),
            t("place_in_category"): _share(t, "horizontal_target_percentile"),
            t("robust_z"): points("horizontal_target_robust_z"),
            t("peer_median"): benchmark,
            t("against_peers"): _change(t, "benchmark_target_difference"),
            t("actual"): _number(t, "year_end_value"),
            t("grew_by"): _change(t, "vertical_actual_difference"),
            t("actual_in_category"): _share(t, "horizontal_actual_percentile"),
            t("actual_among_peers"): _share(t, "benchmark_actual_percentile"),
            t("achievement"): points("achievement"),
        },
    )


def comparisons(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Every comparison of one target: own and reference value, difference, place, how many peers and which."""

    def value(column: str) -> Column:
        """What is compared within the category are differences, not values."""

        def words(row: Row) -> str:
            if row["comparison"].startswith("horizontal"):
                return change(t, row[column], row["unit_kind"])
            return t.number(row[column]) if given(row[column]) else ""

        return words

    return frame(
        rows,
        {
            t("comparison"): lambda row: t("compare_" + row["comparison"]),
            t("own_value"): value("own_value"),
            t("reference"): value("reference_value"),
            t("better_by"): _change(t, "difference"),
            t("percentile"): _share(t, "percentile"),
            t("robust_z"): points("robust_z"),
            t("n_peers"): whole("n_peers"),
            t("peers"): lambda row: t.name(row, "peers"),
            t("missing_peers"): lambda row: t.name(row, "missing"),
        },
    )


def evidence(t: Words, rows: pd.DataFrame, with_department: bool = True) -> pd.DataFrame:
    """Tests that reached their limit, with value and limit; judged by people, never by this page."""
    return frame(
        rows,
        _who(t, with_department)
        | {
            t("kind"): lambda row: t("kind_" + row["kind"]),
            t("test"): lambda row: test_name(t, row),
            t("target"): lambda row: row["title"] if given(row["title"]) else t("whole_department"),
            t("value"): points("value"),
            t("threshold"): points("threshold"),
            t("said"): lambda row: t.name(row, "sentence"),
        },
    )


def counts(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """How often each test flags, beside what its construction alone would flag."""
    return frame(
        rows,
        {
            t("kind"): lambda row: t("kind_" + row["kind"]),
            t("test"): t.name,
            t("n_tested"): whole("n_tested"),
            t("n_flagged"): whole("n_flagged"),
            t("flagged_share"): _share(t, "flagged_share"),
            t("expected_flagged"): whole("expected_flagged"),
            t("departments_flagged"): lambda row: t(
                "of_all", n=int(row["n_departments_flagged"]), all=int(row["n_departments"])
            ),
            t("why_expected"): lambda row: t.name(row, "reason"),
        },
    )


def proposals(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Departments with flagged key targets, and what the evidence proposes."""
    return frame(
        rows,
        {
            t("department"): t.name,
            t("category"): category(t),
            t("key_targets"): lambda row: t("of_all", n=int(row["n_flagged"]), all=int(row["n_key_targets"])),
            t("flagged_weight"): _share(t, "flagged_share"),
            t("proposal"): lambda row: t(f"steps_{int(row['proposed_steps'])}"),
        },
    )


def findings(t: Words, rows: pd.DataFrame, with_department: bool = True) -> pd.DataFrame:
    return frame(
        rows,
        _who(t, with_department)
        | {
            t("target"): text("title"),
            t("finding"): lambda row: t("written_" + row["finding_id"]),
            t("said"): lambda row: t.name(row, "sentence"),
        },
    )


def rounds(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """How one target was negotiated: each round, what it changed, who answered, which one counts."""

    def status(row: Row) -> str:
        words = t("round_" + row["status"])
        words += t("round_counts") if row["is_counted"] else ""
        if row["is_after_close"]:
            words += t("round_late_allowed" if given(row["allowed_by"]) else "round_late")
        return words

    def value(row: Row) -> str:
        number = t.number(row["target_value"]) + (row["unit"] or "") if given(row["target_value"]) else ""
        return t("kind_of", kind=number, what=t("all_or_nothing")) if row["is_all_or_nothing"] else number

    def approval(row: Row) -> str:
        return " ".join(
            str(row[name]) for name in ("approved_by", "document_no", "allowed_reason") if given(row[name])
        )

    return frame(
        rows,
        {
            t("round"): whole("round"),
            t("status"): status,
            t("submitted_on"): _day(t, "submitted_on"),
            t("days_between"): whole("days_since_previous"),
            t("approved_on"): _day(t, "approved_on"),
            t("days_to_approval"): whole("days_to_approval"),
            t("target_value"): value,
            t("changes"): lambda row: t.name(row, "changes"),
            t("sent_back_because"): text("comments"),
            t("approved_by"): approval,
        },
    )


def state(t: Words, row: Row) -> str:
    """Progress at as_of_date; empty for a target that does not count."""
    return t("progress_" + row["state"]) if given(row["state"]) else ""


def progress(t: Words, rows: pd.DataFrame, with_department: bool = True) -> pd.DataFrame:
    """Targets in the year: quarter ends, the last verified value, what one could expect by now, the due date."""
    return frame(
        rows,
        _who(t, with_department)
        | {
            t("status"): lambda row: state(t, row),
            t("target"): text("title"),
            **{t("quarter", n=n): _number(t, f"q{n}_value") for n in range(1, 5)},
            t("last_value"): _number(t, "last_value"),
            t("expected_value"): _number(t, "expected_value"),
            t("target_value"): _number(t, "target_value"),
            t("last_reported_on"): _day(t, "last_reported_on"),
            t("not_verified_yet"): whole("n_unverified"),
            t("due_on"): _day(t, "counts_as_due_on"),
            t("time_left"): lambda row: _days(t, row, "days_to_due", row["state"] != "done"),
        },
    )


def states_by_category(t: Words, rows: pd.DataFrame, states: tuple[str, ...]) -> pd.DataFrame:
    """How many targets of each category are in each state."""
    parts = [(name, part) for name, part in rows.groupby("category_id", sort=False)]
    heads = [t.name(part.iloc[0].to_dict(), "category") for _, part in parts]
    columns: dict[str, list[Any]] = {t("category"): [*heads, t("all_categories")]}
    for key in states:
        numbers = [int((part["state"] == key).sum()) for _, part in parts]
        columns[t("progress_" + key)] = [*numbers, int((rows["state"] == key).sum())]
    columns[t("report_due")] = [int(part["is_report_due"].sum()) for _, part in parts] + [
        int(rows["is_report_due"].sum())
    ]
    return pd.DataFrame(columns, dtype=object)


def _days(t: Words, row: Row, column: str, is_open: bool) -> str:
    """How long there is still time, or for how long there has been none; nothing where nothing is open."""
    if not is_open or not given(row[column]):
        return ""
    days = int(row[column])
    return t("days_to_go", n=days) if days >= 0 else t("days_gone", n=-days)


def reminders(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Kinds of submission with their due day and what is missing; a line for a department that owes something."""

    def arrived(row: Row) -> str:
        if not given(row["n_expected"]):
            return ""
        kind = "of_departments" if not given(row["department_id"]) else "of_targets"
        return t(kind, n=int(row["n_arrived"]), all=int(row["n_expected"]))

    return frame(
        rows,
        {
            t("submission"): lambda row: t.coded("source_" + row["source"], row["source"]),
            t("from_whom"): lambda row: t.name(row) or t("whole_city"),
            t("owner_office"): text("owner_office"),
            t("required"): lambda row: t("yes" if row["is_required"] else "no"),
            t("due_on"): _day(t, "due_on"),
            t("time_left"): lambda row: _days(t, row, "days_left", row["state"] != "arrived"),
            t("status"): lambda row: t("handed_" + row["state"]),
            t("arrived"): arrived,
        },
    )


def tasks(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """City tasks and the departments that wrote them into their targets, or did not."""
    return frame(
        rows,
        {
            t("task"): text("title"),
            t("weight_share"): _share(t, "weight_share"),
            t("taken"): lambda row: t(
                "taken_by_nobody" if row["is_taken_by_nobody"] else "of_departments",
                n=int(row["n_naming"]),
                all=int(row["n_departments"]),
            ),
            t("coverage"): _share(t, "coverage"),
            t("silent"): lambda row: t.name(row, "silent"),
            t("delivered"): points("delivered"),
        },
    )


def assignments(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    return frame(
        rows,
        {
            t("task"): text("title"),
            t("own_share"): _share(t, "share"),
            t("part_of_department"): _share(t, "part_of_department"),
            t("written_down"): lambda row: t("yes" if row["is_named"] else "no"),
            t("n_targets"): whole("n_targets"),
        },
    )


def lines(t: Words, rows: pd.DataFrame, cities: dict[str, str]) -> pd.DataFrame:
    """A department beside those of its line in other cities; what is missing says why."""

    def peer(row: Row) -> str:
        return t(
            "kind_of",
            kind=cities.get(row["peer_city_id"], row["peer_city_id"]),
            what=t.name(row, "peer_name"),
        )

    return frame(
        rows,
        {
            t("peer"): peer,
            t("component"): lambda row: t.name(row, "component") or t("total"),
            t("own_value"): points("own_value"),
            t("their_value"): points("peer_value"),
            t("own_place"): _share(t, "own_percentile"),
            t("their_place"): _share(t, "peer_percentile"),
            t("same_scheme"): lambda row: (
                t("yes" if row["is_same_scheme"] else "no") if given(row["is_same_scheme"]) else ""
            ),
            t("why_missing"): lambda row: t.name(row, "missing"),
        },
    )


def _span(t: Words, row: Row) -> str:
    if not given(row["city_id"]):
        return t("all_cities")
    return t("year_of", year=int(row["year"])) if given(row["year"]) else t("all_years")


def slopes(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    return frame(
        rows,
        {
            t("span"): lambda row: _span(t, row),
            t("n_pairs"): whole("n"),
            t("over_fulfilment"): lambda row: change(t, row["mean_over_fulfilment"], None),
            t("raise"): lambda row: change(t, row["mean_raise"], None),
            t("slope"): points("slope"),
            t("standard_error"): points("se"),
        },
    )


def bunching(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    return frame(
        rows,
        {
            t("span"): lambda row: _span(t, row),
            t("n_results"): whole("n"),
            t("just_below"): whole("n_just_below"),
            t("just_above"): whole("n_just_above"),
            t("above_to_below"): points("above_to_below"),
        },
    )


def is_open(row: Row) -> bool:
    """Nothing counts yet and the year is not over: not a result, whatever the mart would make of it today."""
    if row["status"] != "unreported" or not given(row["as_of_date"]):
        return False
    return pd.Timestamp(row["as_of_date"]).year <= int(row["year"])


def sheet(t: Words, rows: pd.DataFrame, signs: Sentences) -> pd.DataFrame:
    """A department's targets: value, result, completion, difficulty, what was lost, progress, what was found."""
    return frame(
        rows,
        {
            t("component"): lambda row: t.name(row, "component"),
            t("target"): text("title"),
            t("weight_share"): _share(t, "weight_share"),
            t("target_value"): lambda row: _with_unit(t, row, "target_value"),
            t("actual"): lambda row: _result(t, row),
            t("achievement"): lambda row: None if is_open(row) else points("achievement")(row),
            t("difficulty_star"): lambda row: f"{row['difficulty']:.4f}" if given(row["difficulty"]) else "",
            t("lost"): lambda row: None if is_open(row) else points("result_lost")(row),
            t("status"): lambda row: t("not_reported_yet" if is_open(row) else "target_" + row["status"]),
            t("progress"): lambda row: state(t, row),
            t("last_actual"): _number(t, "last_actual"),
            t("peer_median"): _number(t, "benchmark_value"),
            t("signs_and_findings"): lambda row: t("sentence_mark").join(signs.get(row["target_id"], [])),
        },
    )


def _with_unit(t: Words, row: Row, column: str) -> str:
    return t.number(row[column]) + (row["unit"] or "") if given(row[column]) else ""


def _result(t: Words, row: Row) -> str:
    """The year-end value, the day a milestone was completed, or how many assessors judged."""
    if row["measure_kind"] == "milestone":
        return t.day(row["completed_on"])
    if row["measure_kind"] == "judged":
        return t("by_assessors", n=int(row["n_assessors"])) if given(row["n_assessors"]) else ""
    return _with_unit(t, row, "year_end_value")


def steps(t: Words, row: Row, signs: Sentences) -> pd.DataFrame:
    """One target from its version to what it brought: each step with its figures."""
    unit = row["unit"] or ""

    def anchor(key: str, column: str, default: str | None = None) -> str:
        if not given(row[column]):
            return ""
        words = t("kind_of", kind=t(key), what=t.number(row[column]) + unit)
        return words + (t("by_default") if default and row[default] is True else "")

    said: list[tuple[str, str]] = [(t("approved_version"), t("round_n", n=int(row["round"])))]
    if given(row["weight_share"]):
        weight = t(
            "weight_written", weight=t.number(row["weight"]), share=t.percent(row["weight_share"] * 100)
        )
        said.append((t("weight_w"), weight))
    if row["measure_kind"] == "quantity":
        anchors = [
            anchor("floor_value", "floor_value", "is_floor_default"),
            anchor("target_anchor", "target_value"),
            anchor("stretch_value", "stretch_value", "is_stretch_default"),
            t("lower_is_better") if row["direction"] == "down" else "",
            t("all_or_nothing") if row["is_all_or_nothing"] is True else "",
        ]
        said.append((t("anchors"), t("sentence_mark").join(words for words in anchors if words)))
    else:
        said.append((t("due_on"), t.day(row["due_on"]) or t("end_of_year")))
    said.append((t("year_end_result"), _reported(t, row)))
    if given(row["achievement"]) and not is_open(row):
        said.append((t("achievement_c"), _achieved(t, row)))
    if given(row["difficulty"]):
        score = (
            t("difficulty_median", score=t.number(row["difficulty_score"]))
            if given(row["difficulty_score"])
            else t("no_difficulty")
        )
        said.append((t("difficulty_delta"), t("delta_of", score=score, delta=f"{row['delta']:.4f}")))
        said.append((t("difficulty_star"), t("redistributed", value=f"{row['difficulty']:.4f}")))
    if given(row["result_part"]) and not is_open(row):
        formula = t(
            "part_formula",
            w=f"{row['weight_share']:.4f}",
            c=t.points(row["achievement"]),
            d=f"{row['difficulty']:.4f}",
            part=t.points(row["result_part"]),
            lost=t.points(row["result_lost"]),
        )
        said.append((t("part"), formula))
    if given(row["state"]):
        said.append((t("progress"), t("state_as_of", state=state(t, row), date=t.day(row["as_of_date"]))))
    said += [(t("signs_and_findings"), words) for words in signs.get(row["target_id"], [])]
    return pd.DataFrame(said, columns=[t("step"), t("how")], dtype=object)


def _reported(t: Words, row: Row) -> str:
    if row["status"] in ("not_approved", "not_applicable"):
        return t("target_" + row["status"])
    if is_open(row):
        return t("not_reported_yet")
    if given(row["unreported_reason"]):
        return t.name(row, "unreported_reason")
    result = _result(t, row) or t("not_completed")
    return t("from_reports", result=result, n=int(row["n_reports"])) if given(row["n_reports"]) else result


def _achieved(t: Words, row: Row) -> str:
    words = t.points(row["achievement"])
    if given(row["days_late"]) and row["days_late"] > 0:
        words += t("late_by", n=int(row["days_late"]))
    if given(row["judged_by"]):
        words += t("joined_" + row["judged_by"])
    return words
