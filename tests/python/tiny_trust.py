"""How sure the tiny release's results are: demo has ballots to draw again, lone has none.

2023 first year: nothing to compare with. 2025: a2 could as well have been excellent (within the noise), b1 and b4
were moved by decisions, a4 fell beyond the noise; general has an alarm, the category of one department no effective
weight. 2026 is unfinished: no row at all.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

ORDER = ("excellent", "good", "pass", "admonition")
LEAST_SURE = {"a1": {"excellent": 0.655, "good": 0.345}, "a2": {"excellent": 0.345, "good": 0.655}}
KEYS = ["city_id", "year", "scheme_id", "is_official", "department_id", "category_id"]
COMPONENTS = (("target", 0.4, 0.71), ("daily", 0.3, 0.08), ("social", 0.3, 0.21))


def marts(departments: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """``departments``: the rows of department_years."""
    graded = departments[departments["grade_id"].notna()]
    rows = graded.to_dict("records")
    return {
        "grade_outlook": pd.DataFrame([_outlook(row) for row in rows]),
        "grade_probabilities": pd.DataFrame(
            [
                _base(row)
                | {"grade_id": grade, "grade_order": at + 1, "probability": _chances(row).get(grade, 0.0)}
                for row in rows
                if _is_drawn(row)
                for at, grade in enumerate(ORDER)
            ]
        ).drop(columns="category_id"),
        "weight_perturbation": pd.DataFrame([_weights(row) for row in rows]).drop(columns="category_id"),
        "effective_weights": _effective(departments),
        "changes": pd.DataFrame(
            [_change(row) for row in departments.to_dict("records") if row["year"] > 2023]
        ),
        "grade_limits": _limits(rows),
    }


def _base(row: dict[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in KEYS}


def _is_drawn(row: dict[str, Any]) -> bool:
    return row["city_id"] == "demo"


def _chances(row: dict[str, Any]) -> dict[str, float]:
    chances = LEAST_SURE.get(row["department_id"], {}) if row["year"] == 2025 else {}
    return chances if row["grade_id"] in chances else {row["grade_id"]: 1.0}


def _outlook(row: dict[str, Any]) -> dict[str, Any]:
    drawn, before = _is_drawn(row), row["grade_before"] if pd.notna(row["grade_before"]) else None
    movement = None if before is None else "unchanged"
    if movement and before != row["grade_id"]:
        movement = "override" if pd.notna(row["grade_changed_by"]) else "beyond_noise"
        movement = "within_noise" if row["department_id"] == "a2" else movement
    return _base(row) | {
        "total": row["total"],
        "category_rank": row["category_rank"],
        "grade_by_rank": row["grade_by_rank"],
        "grade_id": row["grade_id"],
        "se_total": 0.25 if drawn else None,
        "rank_low": max(1, row["category_rank"] - 1) if drawn else None,
        "rank_high": min(row["n_ranked"], row["category_rank"] + 1) if drawn else None,
        "next_grade_id": row["next_grade_id"],
        "fall_grade_id": row["fall_grade_id"],
        "points_to_next": row["points_to_next"],
        "points_to_fall": row["points_to_fall"],
        "se_to_next": row["points_to_next"] / 0.25 if drawn and pd.notna(row["points_to_next"]) else None,
        "se_to_fall": row["points_to_fall"] / 0.25 if drawn and pd.notna(row["points_to_fall"]) else None,
        "grade_before": before,
        "movement": movement,
        "probability_of_grade_before": _chances(row).get(before, 0.0) if drawn and before else None,
    }


def _weights(row: dict[str, Any]) -> dict[str, Any]:
    return _base(row) | {
        "rank_median": row["category_rank"] + 0.5,
        "rank_low": row["category_rank"],
        "rank_high": row["category_rank"] + 1,
        "grade_kept_share": 0.785 if row["department_id"] == "a2" else 1.0,
    }


def _effective(departments: pd.DataFrame) -> pd.DataFrame:
    keys = ["city_id", "year", "scheme_id", "is_official", "category_id"]
    rows = []
    for values, group in departments.groupby(keys):
        n = int(group["category_rank"].notna().sum())
        for component, nominal, effective in COMPONENTS:
            known = n > 1
            rows.append(
                dict(zip(keys, values, strict=True))
                | {
                    "component_id": component,
                    "n": n,
                    "nominal_share": nominal,
                    "effective_share": effective if known else None,
                    "alarm": known and not nominal / 2 <= effective <= 2 * nominal,
                }
            )
    return pd.DataFrame(rows)


def _change(row: dict[str, Any]) -> dict[str, Any]:
    known = pd.notna(row["total"]) and pd.notna(row["total_before"])
    places = -row["places_up"] if known and pd.notna(row["places_up"]) else None
    by_own = places - 0.5 if places else places
    change = float(row["total_change"]) if known else None
    by_scheme = 0.75 if row["year"] == 2024 else 0.0
    return _base(row) | {
        "department_before": row["department_id"],
        "scheme_before": "old" if row["year"] == 2024 else "new",
        "status": "comparable" if known else "not_comparable",
        "total_change": change,
        "total_by_results": change - by_scheme if known else None,
        "total_by_scheme": by_scheme if known else None,
        "rank_change": places,
        "rank_by_own": by_own,
        "rank_by_peers": 0.5 if places else places,
        "rank_by_scheme": 0.0 if places is not None else None,
    }


def _limits(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """In 2025 b2 is capped at good, and b4's veto leaves admonition only."""
    found = {row["department_id"]: row for row in rows if row["year"] == 2025 and row["city_id"] == "demo"}
    capped = {
        "kind": "cap",
        "object_id": "target good 70",
        "best_grade_id": "good",
        "is_admonition": False,
        "is_tightest": True,
        "reason_zh": "目标绩效得分 62.8，低于 70",
        "reason_en": "Targets score 62.8 below 70",
        "clause": "条款四",
    }
    vetoed = capped | {
        "kind": "veto",
        "object_id": "d9",
        "best_grade_id": "admonition",
        "is_admonition": True,
    }
    vetoed |= {"reason_zh": "一票否决", "reason_en": "veto"}
    return pd.DataFrame([_base(found["b2"]) | capped, _base(found["b4"]) | vetoed])
