"""Tables and words of the page on surveys, each made from the rows that the figure beside it shows."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from dashboard.cards import Card
from dashboard.frames import Row, rows_of
from dashboard.lists import Column, category, frame, points, whole
from dashboard.sentences import bold
from dashboard.wording import Words, given


def share(t: Words, value: Any) -> str:
    """A share (0-1) as per cent; nothing where there is none."""
    return t.percent(float(value) * 100) if given(value) else ""


def _places(t: Words, row: Row, column: str) -> str:
    return t.places(row[column]) if given(row[column]) else ""


def say(t: Words, row: Any, returns: pd.DataFrame, channels: pd.DataFrame) -> str:
    """What came back, how precise the scores are, how groups and channels differ, what leniency moves."""
    name = bold(t.name(row))
    if not row["n_returned"]:
        return t("say_no_ballots", name=name)
    rate = t("say_return_rate", rate=share(t, row["return_rate"])) if given(row["return_rate"]) else ""
    parts = [t("say_returned", name=name, n=bold(int(row["n_returned"])), rate=rate)]
    if not row["n_scored"]:
        return parts[0] + t("say_joint") + t("say_no_scores") + t("say_end")
    parts.append(
        t(
            "say_scores",
            n=int(row["n_scored"]),
            mean=bold(t.points(row["score_mean"])),
            se=bold(t.points(row["se_median"])),
        )
    )
    missing = int(row["n_departments"] - row["n_scored"])
    if missing:
        parts.append(t("say_without_score", n=bold(missing)))
    parts.append(_groups(t, returns))
    apart = [channel for channel in rows_of(channels) if channel["is_beyond_noise"] is True]
    if apart:
        said = [_channel_apart(t, channel) for channel in apart]
        parts.append(t("say_channels_differ", which=t.listed(said)))
    elif channels["is_beyond_noise"].notna().any():
        parts.append(t("say_channels_alike"))
    if given(row["n_moved_without_leniency"]):
        moved = int(row["n_moved_without_leniency"])
        most = int(row["most_places_without_leniency"]) if moved else 0
        key = "say_leniency_moves" if moved else "say_leniency_still"
        parts.append(t(key, n=bold(moved), most=most))
    return t("say_joint").join(parts) + t("say_end")


def _groups(t: Words, returns: pd.DataFrame) -> str:
    shown = returns[returns["mean_score"].notna()]
    if shown.empty:
        return t("say_groups_hidden")
    if len(shown) == 1:
        return t("say_one_group", name=html.escape(t.name(shown.iloc[0], "group")))
    best, worst = (shown.loc[getattr(shown["mean_score"], f)()] for f in ("idxmax", "idxmin"))
    return t(
        "say_groups",
        best=bold(t.name(best, "group")),
        high=t.points(best["mean_score"]),
        worst=bold(t.name(worst, "group")),
        low=t.points(worst["mean_score"]),
    )


def channel_name(t: Words, channel: Any) -> str:
    return t.coded("via_" + str(channel), channel)


def _channel_apart(t: Words, row: Row) -> str:
    key = "channel_higher" if row["difference"] > 0 else "channel_lower"
    return t(key, name=html.escape(channel_name(t, row["channel"])), points=t.points(abs(row["difference"])))


def cards(t: Words, row: Any) -> list[Card]:
    """Is the sample enough: what came back, how precise, who was left out, how ballots were filled in."""
    few = t("fewer_than_shown")
    lined = share(t, row["straight_line_share"]) if given(row["n_straight_lined"]) else few
    treated = t("straight_removed" if row["is_straight_line_removed"] else "straight_kept")
    sent = t("of_sent", n=int(row["sent"])) if given(row["sent"]) else t("sent_unknown")
    return [
        {
            "label": t("return_rate"),
            "value": share(t, row["return_rate"]) or t("none"),
            "note": t("returned_of", n=int(row["n_returned"]), sent=sent),
        },
        {
            "label": t("counted_papers"),
            "value": int(row["n_counted"]),
            "note": t("without_score_note", n=int(row["n_returned"] - row["n_counted"])),
        },
        {
            "label": t("se_median"),
            "value": t.points(row["se_median"]),
            "note": t("se_highest", se=t.points(row["se_highest"])),
        },
        {
            "label": t("groups_left_out"),
            "value": int(row["n_groups_left_out"]),
            "note": t("cells_left_out", n=int(row["n_left_out"]), hidden=int(row["n_suppressed"])),
        },
        {"label": t("straight_lined"), "value": lined or t("none"), "note": treated},
        {
            "label": t("leniency"),
            "value": t.points(row["leniency_sd"]),
            "note": t("leniency_note", n=int(row["n_moved_without_leniency"]))
            if given(row["n_moved_without_leniency"])
            else "",
        },
    ]


def hidden_words(t: Words, row: Row) -> str:
    """Why a cell shows nothing: too few ballots, hidden so that others stay hidden, or nobody answered."""
    if row["is_suppressed"]:
        return t("hidden_" + row["suppressed_for"], n=int(row["min_cell"]))
    return "" if row["n_ballots"] else t("no_ballots_cell")


def departments(t: Words, scores: pd.DataFrame, groups: pd.DataFrame) -> pd.DataFrame:
    """A row per department: score, interval, don't-knows, satisfaction; what each group gave, if any may be shown."""
    cells = {(row["department_id"], row["group_id"]): row for row in rows_of(groups)}
    is_shown = groups["mean_score"].notna().any()
    names = {row["group_id"]: t.name(row, "group") for row in rows_of(groups)} if is_shown else {}

    def of_group(group: str) -> Column:
        def words(row: Row) -> Any:
            cell = cells.get((row["department_id"], group))
            if cell is None:
                return ""
            if given(cell["mean_score"]):
                return float(cell["mean_score"])
            return t("too_few") if cell["is_suppressed"] else t("no_ballots_cell")

        return words

    columns: dict[str, Column] = {
        t("category"): category(t),
        t("department"): t.name,
        t("survey_score"): points("score"),
        t("interval_95"): lambda row: _interval(t, row, "interval_low", "interval_high"),
        t("counted_papers"): whole("n_ballots"),
        t("dk_rate"): lambda row: share(t, row["dk_rate"]),
        t("satisfaction"): lambda row: share(t, row["satisfaction"]),
    }
    return frame(scores, columns | {name: of_group(group) for group, name in names.items()})


def _interval(t: Words, row: Row, low: str, high: str) -> str:
    return t("low_to_high", low=t.points(row[low]), high=t.points(row[high])) if given(row[low]) else ""


def of_department(t: Words, groups: pd.DataFrame) -> pd.DataFrame:
    """One department, a row per rater group; hidden cells say why."""
    return frame(
        groups,
        {
            t("rater_group"): lambda row: t.name(row, "group"),
            t("counted_papers"): whole("n_ballots"),
            t("mean_score"): points("mean_score"),
            t("interval_95"): lambda row: _interval(t, row, "interval_low", "interval_high"),
            t("difference_others"): points("difference"),
            t("remark"): lambda row: hidden_words(t, row) or _difference_words(t, row),
        },
    )


def _difference_words(t: Words, row: Row) -> str:
    said = [] if row["is_taking_part"] else [t("group_not_counted")]
    if row["is_beyond_noise"] is True:
        said.append(t("clearly_higher" if row["difference"] > 0 else "clearly_lower"))
    return t.listed(said)


def returned(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Sent, returned, counted, and in how many departments the group was too few."""
    return frame(
        rows,
        {
            t("rater_group"): lambda row: t.name(row, "group"),
            t("group_weight"): lambda row: t.number(row["group_weight"]),
            t("sent"): whole("sent"),
            t("returned"): whole("n_returned"),
            t("return_rate"): lambda row: share(t, row["return_rate"]),
            t("counted_papers"): whole("n_counted"),
            t("population"): whole("population"),
            t("min_ballots"): whole("min_ballots"),
            t("took_part"): lambda row: t(
                "ratio", num=int(row["n_taking_part"]), den=int(row["n_departments"])
            ),
            t("left_out"): whole("n_left_out"),
            t("mean_score"): lambda row: (
                float(row["mean_score"])
                if given(row["mean_score"])
                else t("too_few" if row["n_suppressed"] else "none")
            ),
        },
    )


def channels(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    def judged(row: Row) -> str:
        if row["is_suppressed"]:
            return hidden_words(t, row)
        if not given(row["difference"]):
            return t("channel_alone")
        if not given(row["is_beyond_noise"]):
            return ""
        return t("beyond_noise" if row["is_beyond_noise"] else "within_noise")

    return frame(
        rows,
        {
            t("channel_used"): lambda row: channel_name(t, row["channel"]),
            t("counted_papers"): whole("n_ballots"),
            t("mean_score"): points("mean_score"),
            t("difference_channels"): points("difference"),
            t("standard_error"): points("difference_se"),
            t("remark"): judged,
        },
    )


def screening(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    return frame(
        rows,
        {
            t("mark_fate"): lambda row: t("mark_" + row["reason"]),
            t("n_marks"): whole("n_marks"),
            t("mark_share"): lambda row: share(t, row["share"]),
            t("papers_concerned"): whole("n_ballots"),
        },
    )


def quality(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Rank as it is, and how many places up or down by each of the two other ways."""
    return frame(
        rows,
        {
            t("category"): category(t),
            t("department"): t.name,
            t("survey_score"): points("score"),
            t("rank"): lambda row: t.rank(row["category_rank"], row["n_compared"]),
            t("straight_lined"): lambda row: share(t, row["straight_line_share"]),
            t("score_otherwise"): points("score_otherwise"),
            t("places_otherwise"): lambda row: _places(t, row, "places_up_otherwise"),
            t("score_without_leniency"): points("score_without_leniency"),
            t("places_without_leniency"): lambda row: _places(t, row, "places_up_without_leniency"),
        },
    )


def bounds(t: Words, rows: pd.DataFrame) -> pd.DataFrame:
    """Score, interval and don't-know bounds of every department, for the export."""
    return frame(
        rows,
        {
            t("category"): category(t),
            t("department"): t.name,
            t("survey_score"): points("score"),
            t("interval_low"): points("interval_low"),
            t("interval_high"): points("interval_high"),
            t("bound_low"): points("score_low"),
            t("bound_high"): points("score_high"),
            t("dk_rate"): lambda row: share(t, row["dk_rate"]),
        },
    )
