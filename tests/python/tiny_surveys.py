"""Surveys of the tiny release: demo 2024 normal, 2025 with hidden cells and a department nobody rated."""

from __future__ import annotations

from typing import Any

import pandas as pd

GROUPS = [("citizens", "市民代表", "Citizens", 0.6), ("delegates", "代表委员", "Delegates", 0.4)]
LEADERS = [("chief", "主要领导", "Heads", 0.5), ("deputy", "其他领导", "Others", 0.5)]
EVALUATIONS = [
    ("social", "社会评议", "Social evaluation", GROUPS),
    ("leader", "领导评议", "Leader evaluation", LEADERS),
]
NOBODY, HIDDEN_IN = (
    "a5",
    "a2",
)  # 2025: nobody rated a5; a2 has too few delegates, so its citizens are hidden too
SCORE = {
    "a1": 91.25,
    "a2": 88.5,
    "a3": 80.75,
    "a4": 77.5,
    "a5": 74.5,
    "b1": 90.5,
    "b2": 86.5,
    "b3": 85.25,
    "b4": 70.5,
    "v1": 84.5,
}
REASONS = [
    "duplicate",
    "unknown_option",
    "unknown_item",
    "group_not_in_scheme",
    "straight_line",
    "dont_know",
    "counted",
]


def _base(year: int, evaluation: str) -> dict[str, Any]:
    return {
        "city_id": "demo",
        "year": year,
        "scheme_id": "new",
        "is_official": True,
        "evaluation_id": evaluation,
    }


def _cell(year: int, evaluation: str, department: str, group: tuple[str, str, str, float]) -> dict[str, Any]:
    key, zh, en, weight = group
    is_empty = year == 2025 and department == NOBODY
    is_hidden = not is_empty and (evaluation == "leader" or (year == 2025 and department == HIDDEN_IN))
    is_small = key in ("chief", "delegates")
    mean = SCORE[department] + (2 if key == "delegates" else -1)
    is_seen = not is_empty and not is_hidden
    return {
        **_base(year, evaluation),
        "department_id": department,
        "category_id": {"a": "general", "b": "economic", "v": "vertical"}[department[0]],
        "group_id": key,
        "group_zh": zh,
        "group_en": en,
        "group_weight": weight,
        "is_taking_part": not is_empty,
        "min_cell": 10,
        "is_suppressed": is_hidden,
        "suppressed_for": ("below_min_cell" if is_small else "against_subtraction") if is_hidden else None,
        "n_ballots": 0 if is_empty else 40 if is_seen else None,
        "mean_score": mean if is_seen else None,
        "se": 0.5 if is_seen else None,
        "interval_low": mean - 1 if is_seen else None,
        "interval_high": mean + 1 if is_seen else None,
        "difference": (3.0 if key == "delegates" else -3.0) if is_seen else None,
        "is_beyond_noise": (department == "a1") if is_seen else None,
    }


def _quality(
    year: int, evaluation: str, department: str, at: int, names: dict[str, tuple[str, str]]
) -> dict[str, Any]:
    score = None if year == 2025 and department == NOBODY else SCORE[department]
    return {
        **_base(year, evaluation),
        "department_id": department,
        "name_zh": names[department][0],
        "name_en": names[department][1],
        "category_id": {"a": "general", "b": "economic", "v": "vertical"}[department[0]],
        "is_straight_line_removed": False,
        "is_straight_line_shown": evaluation == "social",
        "n_compared": 4,
        "score": score,
        "interval_low": None if score is None else score - 1.5,
        "interval_high": None if score is None else score + 1.5,
        "category_rank": None if score is None else at % 4 + 1,
        "straight_line_share": 0.05 if score is not None and evaluation == "social" else None,
        "score_otherwise": score - 0.25 if score is not None and evaluation == "social" else None,
        "rank_otherwise": None,
        "places_up_otherwise": 0 if score is not None and evaluation == "social" else None,
        "score_without_leniency": None if score is None else score + 0.25,
        "places_up_without_leniency": None if score is None else (1 if department == "a1" else 0),
    }


def _result(row: dict[str, Any]) -> dict[str, Any]:
    score = row["score"]
    keys = [*_base(0, ""), "department_id", "category_id", "score"]
    return {
        **{key: row[key] for key in keys},
        "n_ballots": 0 if score is None else 80,
        "n_marks": 0 if score is None else 400,
        "se_status": "no_score" if score is None else "ok",
        "se": None if score is None else 0.75,
        "score_low": None if score is None else score - 6,
        "score_high": None if score is None else score + 4,
        "dk_rate": None if score is None else 0.123,
        "satisfaction": None if score is None else 0.876,
    }


def _evaluation(year: int, key: str, zh: str, en: str, at: int) -> dict[str, Any]:
    is_social = key == "social"
    return {
        **_base(year, key),
        "name_zh": zh,
        "name_en": en,
        "sort_order": at,
        "mark_mode": "rate",
        "sent": 500 if is_social else None,
        "n_returned": 450 if is_social else 35,
        "n_counted": 448 if is_social else 35,
        "return_rate": 0.9 if is_social else None,
        "n_straight_lined": 20 if is_social else None,
        "straight_line_share": 0.0444 if is_social else None,
        "is_straight_line_removed": False,
        "leniency_sd": 6.5,
        "n_departments": 10,
        "n_scored": 9 if year == 2025 else 10,
        "score_mean": 82.5,
        "se_median": 0.75,
        "se_highest": 1.25,
        "n_groups_left_out": 2 if year == 2025 else 0,
        "n_left_out": 2 if year == 2025 else 0,
        "n_suppressed": 2,
        "n_moved_without_leniency": 1 if is_social else 0,
        "most_places_without_leniency": 1 if is_social else 0,
    }


def _return(year: int, key: str, group: tuple[str, str, str, float], is_social: bool) -> dict[str, Any]:
    means = {"citizens": 81.5, "delegates": 84.25}
    left_out = 1 if year == 2025 else 0
    return {
        **_base(year, key),
        "group_id": group[0],
        "group_zh": group[1],
        "group_en": group[2],
        "group_weight": group[3],
        "min_ballots": 5,
        "sent": 250 if is_social else None,
        "population": None if is_social else 8,
        "n_returned": 225,
        "n_counted": 224,
        "return_rate": 0.9 if is_social else None,
        "n_departments": 10,
        "n_taking_part": 10 - left_out,
        "n_left_out": left_out,
        "n_suppressed": 0 if is_social else 10,
        "mean_score": means.get(group[0]),
        "is_left_out": left_out > 0,
    }


def _channels(year: int) -> list[dict[str, Any]]:
    """2025: the phone was answered by too few, so online is hidden as well."""
    is_hidden, difference = year == 2025, 4.5 if year == 2024 else -0.25
    shown = {
        "is_suppressed": False,
        "min_cell": 10,
        "n_ballots": 200,
        "mean_score": 82.0,
        "difference_se": 0.5,
    }
    hidden = {"is_suppressed": True, "min_cell": 10}
    return [
        {
            **_base(year, "social"),
            **shown,
            "channel": "paper",
            "difference": difference,
            "is_beyond_noise": year == 2024,
        },
        {
            **_base(year, "social"),
            **(hidden if is_hidden else shown),
            "channel": "online",
            "suppressed_for": "against_subtraction",
        }
        | ({} if is_hidden else {"suppressed_for": None, "difference": 0.5, "is_beyond_noise": False}),
        {**_base(year, "social"), **hidden, "channel": "phone", "suppressed_for": "below_min_cell"}
        if is_hidden
        else {
            **_base(year, "social"),
            **shown,
            "channel": "kiosk",
            "difference": None,
            "is_beyond_noise": None,
        },
        {**_base(year, "leader"), **shown, "channel": "not_given", "difference_se": None},
    ]


def marts(names: dict[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """The marts of models/marts/surveys and survey_results, for departments of these names."""
    evaluations, returns, cells, quality, days, screened, channels = [], [], [], [], [], [], []
    for year in (2024, 2025):
        channels += _channels(year)
        for at, (key, zh, en, groups) in enumerate(EVALUATIONS):
            evaluations.append(_evaluation(year, key, zh, en, at))
            returns += [_return(year, key, group, key == "social") for group in groups]
            cells += [_cell(year, key, department, group) for department in names for group in groups]
            quality += [_quality(year, key, department, n, names) for n, department in enumerate(names)]
            screened += [
                {
                    **_base(year, key),
                    "reason": reason,
                    "reason_order": n,
                    "n_marks": n * 10,
                    "n_ballots": n,
                    "share": n / 21,
                }
                | {"is_left_out": n < 5}
                for n, reason in enumerate(REASONS)
            ]
            for day, n in (
                ((f"{year}-11-03", 100), (f"{year}-11-04", 300))
                if key == "social"
                else ((f"{year}-12-05", 35),)
            ):
                before = sum(
                    row["n_ballots"] for row in days if row["year"] == year and row["evaluation_id"] == key
                )
                row = {
                    **_base(year, key),
                    "submitted_on": pd.Timestamp(day),
                    "n_ballots": n,
                    "n_cumulated": before + n,
                }
                days.append(row)
        days.append({**_base(year, "social"), "submitted_on": None, "n_ballots": 50, "n_cumulated": None})
    return {
        "survey_evaluations": pd.DataFrame(evaluations),
        "survey_returns": pd.DataFrame(returns),
        "survey_group_results": pd.DataFrame(cells),
        "survey_quality": pd.DataFrame(quality),
        "survey_results": pd.DataFrame([_result(row) for row in quality]),
        "survey_channels": pd.DataFrame(channels),
        "survey_days": pd.DataFrame(days).astype({"n_cumulated": "Int64"}),
        "survey_screening": pd.DataFrame(screened),
    }
