"""Targets of the tiny release: results, comparisons, evidence, rounds, progress, tasks, reminders.

demo 2025 is over and has every kind of target; demo 2026 is running; other years have none, so that they are the
years without targets. Markers that only the office may see: REVIEW (of a returned round).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

REVIEW = "r01：目标值MARKREVIEW偏低"
AS_OF = "2026-03-31"
SENTENCES = {"sentence_zh": "目标值3.2，上年实际3.1。", "sentence_en": "Target 3.2, last year 3.1."}
PROPOSED = {"sentence_zh": "建议降一等，由人决定。", "sentence_en": "one step proposed; people decide."}


def _run(year: int) -> dict[str, Any]:
    return {"city_id": "demo", "year": year, "scheme_id": "new", "is_official": True}


def _target(
    year: int, target_id: str, department_id: str, title: str, kind: str, **values: Any
) -> dict[str, Any]:
    counted = {
        "component_id": "target",
        "category_id": {"a": "general", "b": "economic"}[department_id[0]],
        "round": 1,
        "status": "scored",
        "weight": 10.0,
        "weight_share": 0.5,
        "delta": 1.02,
        "difficulty_score": 60.0,
        "difficulty": 1.0123,
        "n_reports": 1,
        "is_all_or_nothing": False,
        "is_floor_default": False,
        "is_stretch_default": False,
    }
    base = {"target_id": target_id, "department_id": department_id, "title": title, "measure_kind": kind}
    return {**_run(year), **counted, **base, **values}


def _results() -> list[dict[str, Any]]:
    nothing = dict.fromkeys(("difficulty", "delta", "difficulty_score", "weight_share", "n_reports"))
    no_report = {
        "unreported_reason": "no_report",
        "unreported_reason_zh": "没有报告。",
        "unreported_reason_en": "No report.",
    }
    quantity = {"unit": "%", "unit_kind": "rate", "direction": "up"}
    met = {"floor_value": 0.0, "stretch_value": 99.0, "is_floor_default": True, "round": 2}
    met |= {"last_actual": 93.0, "target_value": 95.0, "year_end_value": 96.0, "achievement": 101.0}
    met |= {"weight_share": 0.6, "result_part": 61.34, "result_lost": 0.0}
    missed = {"achievement": 0.0, "weight_share": 0.4, "result_part": 0.0, "result_lost": 40.49, **no_report}
    strict = quantity | {"unit": "件", "unit_kind": "amount", "direction": "down", "is_all_or_nothing": True}
    strict |= {"last_actual": 3.1, "target_value": 3.2, "year_end_value": 4.0, "achievement": 0.0}
    judged = {"achievement": 88.0, "judged_by": "trimmed_mean", "n_assessors": 5, "result_part": 44.5}
    late = {"achievement": 90.0, "days_late": 10, "completed_on": pd.Timestamp("2025-10-10")}
    return [
        _target(2025, "t1", "a1", "办结率达到95%", "quantity", **quantity, **met),
        _target(2025, "t2", "a1", "新建平台上线", "milestone", status="unreported", **missed),
        _target(
            2025, "t3", "b2", "投诉控制在3.2件以内", "quantity", **strict, result_part=0.0, result_lost=50.6
        ),
        _target(2025, "t4", "b2", "营商环境改善", "judged", **judged, result_lost=6.07),
        _target(2025, "t5", "b2", "未定事项", "judged", status="not_approved", **nothing),
        _target(2025, "t6", "b3", "项目开工", "milestone", **late, result_part=45.6, result_lost=5.06),
        _target(
            2026,
            "u1",
            "a1",
            "办结率达到97%",
            "quantity",
            **(quantity | missed),
            target_value=97.0,
            last_actual=96.0,
        )
        | {"status": "unreported", "n_reports": 0},
    ]


def _progress(results: pd.DataFrame) -> pd.DataFrame:
    states = {"t1": "done", "t2": "overdue", "t3": "overdue", "t4": "done", "t6": "done", "u1": "no_report"}
    keys = ["city_id", "year", "scheme_id", "is_official", "target_id", "department_id", "category_id"]
    rows = results[results["target_id"].isin(states)]
    rows = rows[
        [*keys, "component_id", "title", "measure_kind", "unit", "target_value", "last_actual"]
    ].copy()
    rows["state"] = rows["target_id"].map(states)
    rows["as_of_date"], rows["due_on"] = (
        pd.Timestamp(AS_OF),
        [pd.Timestamp(f"{y}-12-31") for y in rows["year"]],
    )
    rows["days_to_due"] = (rows["due_on"] - rows["as_of_date"]).dt.days
    rows["is_report_due"] = rows["target_id"] == "u1"
    rows["n_unverified"], rows["n_verified"] = 0, 1
    rows["q1_value"], rows["q4_value"], rows["last_value"] = None, rows["target_value"], rows["target_value"]
    return rows


def _comparisons() -> pd.DataFrame:
    columns = [
        "comparison",
        "own_value",
        "reference_value",
        "difference",
        "percentile",
        "robust_z",
        "n_peers",
    ]
    peers = {
        "peers_zh": "甲市、乙市",
        "peers_en": "City A, City B",
        "missing_zh": "丙市",
        "missing_en": "City C",
    }
    found = {
        ("t1", "a1", "general"): [
            ("vertical_target", 95.0, 93.0, 2.0, None, None, None),
            ("horizontal_target", 2.0, 1.5, 0.5, 0.75, 0.8, 3),
            ("benchmark_target", 95.0, 94.0, 1.0, 0.9, 0.7, 4),
            ("vertical_actual", 96.0, 93.0, 3.0, None, None, None),
            ("horizontal_actual", 3.0, 2.0, 1.0, 0.8, 0.9, 3),
            ("benchmark_actual", 96.0, 94.5, 1.5, 0.9, 1.1, 4),
            ("within_year", 96.0, 95.5, 0.5, None, None, None),
        ],
        ("t3", "b2", "economic"): [
            ("vertical_target", 3.2, 3.1, -0.0323, None, None, None),
            ("horizontal_target", -0.0323, 0.02, -0.0523, 0.125, -2.1, 3),
        ],
    }
    return pd.DataFrame(
        [
            {
                **_run(2025),
                "target_id": target,
                "department_id": department,
                "category_id": category,
                "component_id": "target",
                **dict(zip(columns, row, strict=True)),
                **(peers if row[0].startswith("benchmark") else dict.fromkeys(peers)),
            }
            for (target, department, category), rows in found.items()
            for row in rows
        ]
    )


def _evidence(names: dict[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    def of(
        department: str, target: str | None, kind: str, test: str, value: float, flagged: bool
    ) -> dict[str, Any]:
        title = {"t2": "新建平台上线", "t3": "投诉控制在3.2件以内", "u1": "办结率达到97%"}.get(target or "")
        year = 2026 if target == "u1" else 2025
        base = {
            "department_id": department,
            "target_id": target,
            "title": title,
            "kind": kind,
            "test_id": test,
        }
        found = {"category_id": "general", "value": value, "threshold": 0.0, "is_flagged": flagged}
        return {**_run(year), **base, **found, **SENTENCES}

    evidence = pd.DataFrame(
        [
            of("b2", "t3", "high_for_low", "own_history", -0.0323, True),
            of("b2", None, "heavy_for_light", "light_difficulty", 0.98, True),
            of("a1", "t2", "slack", "no_evidence", 1.0, True),
            of("a1", "t1", "high_for_low", "benchmark", 1.0, False)
            | {"peers_zh": "甲市、乙市", "peers_en": "City A, City B"},
            of("a1", "u1", "slack", "no_evidence", 1.0, True),
        ]
    )
    proposals = pd.DataFrame(
        [
            {
                **_run(2025),
                "department_id": key,
                "category_id": "general",
                "n_key_targets": 2,
                "n_flagged": int(key == "b2"),
                "flagged_share": 0.5 if key == "b2" else None if key == "a5" else 0.0,
                "proposed_steps": int(key == "b2"),
                **PROPOSED,
            }
            for key in names
        ]
    )
    counts = pd.DataFrame(
        [
            {
                **_run(2025),
                "kind": kind,
                "test_id": test,
                "sort_order": at,
                "name_zh": "检验",
                "name_en": "A test",
                "n_departments": 10,
                "n_departments_flagged": 1,
                "n_tested": 10,
                "n_flagged": 1,
                "flagged_share": 0.1,
                "expected_flagged": expected,
                "reason_zh": "取决于数据。",
                "reason_en": "It depends on the data.",
            }
            for at, (kind, test, expected) in enumerate(
                [("high_for_low", "own_history", None), ("heavy_for_light", "light_difficulty", 1)]
            )
        ]
    )
    finding = {**_run(2025), "department_id": "b2", "category_id": "economic", "component_id": "target"}
    findings = pd.DataFrame(
        [
            finding
            | {"target_id": "t5", "round": 1, "title": "未定事项", "finding_id": "not_approved"}
            | {"sentence_zh": "没有按时审定。", "sentence_en": "Not approved in time."},
            finding
            | {"target_id": "t3", "round": 1, "title": "投诉控制在3.2件以内", "finding_id": "lacks_measures"}
            | {"sentence_zh": "没有写明措施。", "sentence_en": "Measures are not stated."},
        ]
    )
    return {
        "conservative_findings": evidence,
        "conservative_proposals": proposals,
        "conservative_counts": counts,
        "target_findings": findings,
    }


def _rounds(results: pd.DataFrame) -> pd.DataFrame:
    keys = ["city_id", "year", "scheme_id", "is_official", "target_id", "department_id", "category_id"]
    rows = results[
        [*keys, "component_id", "title", "unit", "round", "target_value", "last_actual", "weight"]
    ].copy()
    rows["is_all_or_nothing"] = results["is_all_or_nothing"].astype(bool)
    rows["status"] = ["returned" if key == "t5" else "approved" for key in rows["target_id"]]
    rows["is_counted"], rows["is_after_close"] = rows["status"] == "approved", False
    rows["submitted_on"] = [pd.Timestamp(f"{year}-01-10") for year in rows["year"]]
    rows["approved_on"] = [pd.Timestamp(f"{year}-03-05") for year in rows["year"]]
    rows["approved_by"], rows["document_no"] = "领导小组", "考评办〔2025〕3号"
    rows["changes_zh"], rows["changes_en"] = "首次申报", "First proposed"
    returned = rows[rows["target_id"] == "t1"].assign(
        round=1, status="returned", is_counted=False, comments=REVIEW
    )
    returned = returned.assign(target_value=94.0, approved_on=None, approved_by=None, document_no=None)
    late = rows[rows["target_id"] == "t3"].assign(round=2, is_counted=False, is_after_close=True)
    allowed = rows[rows["target_id"] == "t4"].assign(
        round=0, is_counted=False, is_after_close=True, allowed_by="d1"
    )
    return pd.concat([frame.astype(object) for frame in (rows, returned, late, allowed)], ignore_index=True)


def _tasks(names: dict[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    columns = [
        "task_id",
        "title",
        "weight_share",
        "n_departments",
        "n_naming",
        "coverage",
        "silent_zh",
        "silent_en",
    ]
    rows = [
        ("k1", "数字化转型", 0.6, 2, 1, 0.5, "市乙二局", "Beta Two"),
        ("k2", "老旧小区改造", 0.4, 1, 0, 0.0, "市甲一局", "Alpha One"),
    ]
    coverage = pd.DataFrame([{**_run(2025), **dict(zip(columns, row, strict=True))} for row in rows])
    coverage["is_taken_by_nobody"], coverage["weight"] = coverage["n_naming"] == 0, 10.0
    coverage["uncovered_weight_share"], coverage["delivered"] = [0.3, 0.4], 80.0
    assigned = pd.DataFrame(
        [
            {
                **_run(2025),
                "task_id": "k2",
                "title": "老旧小区改造",
                "department_id": "a1",
                "name_zh": names["a1"][0],
                "name_en": names["a1"][1],
                "category_id": "general",
                "share": 1.0,
                "part_of_department": 1.0,
                "is_named": False,
                "n_targets": 0,
            }
        ]
    )
    return {"task_coverage": coverage, "task_assignments": assigned}


def _reminders() -> pd.DataFrame:
    columns = [
        "source",
        "department_id",
        "is_required",
        "due_on",
        "days_left",
        "state",
        "n_expected",
        "n_arrived",
    ]
    rows = [
        ("targets", None, True, "2025-04-30", -335, "arrived", 10, 10),
        ("benchmarks", None, False, "2025-12-31", -90, "not_handed_in", None, None),
        ("target_reports", None, True, "2026-01-20", -70, "overdue", 3, 2),
        ("target_reports", "a1", True, "2026-01-20", -70, "overdue", 2, 1),
        ("target_reports", "b2", True, "2026-01-20", -70, "arrived", 2, 2),
    ]
    frame = pd.DataFrame(rows, columns=columns).assign(city_id="demo", year=2025, owner_office="目标办")
    running = frame[frame["source"] == "target_reports"].head(1)
    running = running.assign(year=2026, state="due", days_left=295, due_on="2027-01-20")
    frame = pd.concat([frame, running], ignore_index=True)
    frame["due_on"], frame["as_of_date"] = pd.to_datetime(frame["due_on"]), pd.Timestamp(AS_OF)
    return frame


def _research() -> dict[str, pd.DataFrame]:
    own = {
        **_run(2025),
        "department_id": "a1",
        "category_id": "general",
        "line_id": "l1",
        "peer_city_id": "lone",
    }
    peer = {
        "peer_department_id": "a1",
        "peer_name_zh": "独立局",
        "peer_name_en": "Lone One",
        "is_same_scheme": False,
    }
    missing = {"missing_zh": "没有这一项。", "missing_en": "No such component."}
    lines = [
        own
        | peer
        | {"sort_order": 0, "own_value": 93.0, "peer_value": 91.0, "own_percentile": 0.9, "n_peers": 1},
        own | peer | {"component_id": "daily", "sort_order": 1, "own_value": 91.0, "n_peers": 0} | missing,
    ]
    spans = [("demo", 2025), ("demo", None), (None, None)]
    slopes = [
        {
            "city_id": city,
            "year": year,
            "n": 40,
            "mean_over_fulfilment": -0.004,
            "mean_raise": 0.03,
            "slope": 0.8,
            "se": 0.1,
        }
        for city, year in spans
    ]
    bunching = [
        {
            "city_id": city,
            "year": year,
            "n": 40,
            "n_just_below": 10,
            "n_just_above": 20,
            "above_to_below": 2.0,
        }
        for city, year in spans
    ]
    return {
        "line_comparisons": pd.DataFrame(lines),
        "ratchet_slopes": pd.DataFrame(slopes).astype({"year": "Int64"}),
        "completion_bunching": pd.DataFrame(bunching).astype({"year": "Int64"}),
    }


def marts(names: dict[str, tuple[str, str]], departments: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The marts behind the pages on targets; ``departments``: department_years, for the target book."""
    results = pd.DataFrame(_results())
    for column in ("completed_on", "n_assessors", "days_late", "judged_by", "due_on"):
        results[column] = results.get(column)
    quantity = results[(results["measure_kind"] == "quantity") & (results["year"] == 2025)]
    keys = [
        "city_id",
        "year",
        "scheme_id",
        "is_official",
        "department_id",
        "target_id",
        "component_id",
        "title",
    ]
    positions = quantity[
        [*keys, "unit", "direction", "target_value", "last_actual", "year_end_value", "achievement"]
    ]
    positions = positions.assign(
        benchmark_value=[94.0, None],
        actual_to_target=quantity["year_end_value"] / quantity["target_value"],
        last_to_target=quantity["last_actual"] / quantity["target_value"],
        benchmark_to_target=[94 / 95, None],
    )
    keys = [
        "city_id",
        "year",
        "scheme_id",
        "is_official",
        "department_id",
        "category_id",
        "name_zh",
        "name_en",
    ]
    return {
        "target_results": results,
        "target_positions": positions,
        "target_progress": _progress(results),
        "target_comparisons": _comparisons(),
        "target_rounds": _rounds(results),
        "department_results": departments[[*keys, "display_order"]],
        "reminders": _reminders(),
        **_evidence(names),
        **_tasks(names),
        **_research(),
    }
