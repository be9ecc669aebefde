"""The lists of the tiny release: decisions, appeals, measures, quotas, opinions, rectification, archive.

Only demo 2024 and 2025 have rows, so that other years are the years without opinions and measures. Markers
that must not be seen by everybody: OPINION (of department a1 only) and PERSON (archive only).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

OPINION = "窗口MARKOPINION说*不清楚*，见 [这里](http://outside.example/x) <b>=1+1</b>"
OTHER_OPINION = "乙二局MARKOTHER态度好"
PERSON = "王某MARKPERSON"
DOCUMENT = "考评委〔2026〕1号"
YEAR_2024 = {"city_id": "demo", "year": 2024, "scheme_id": "new", "is_official": True}
YEAR_2025 = {"city_id": "demo", "year": 2025, "scheme_id": "new", "is_official": True}


def _named(
    rows: list[dict[str, Any]], names: dict[str, tuple[str, str]], base: dict[str, Any]
) -> pd.DataFrame:
    """Rows with the names of their departments and the constants of a city-year."""
    return pd.DataFrame(
        [
            {
                **base,
                "name_zh": names[row["department_id"]][0],
                "name_en": names[row["department_id"]][1],
                **row,
            }
            for row in rows
        ]
    )


def _day(text: str | None) -> Any:
    return pd.Timestamp(text) if text else None


def _decisions() -> pd.DataFrame:
    columns = ["department_id", "kind", "effect_on", "step", "effect_zh", "effect_en", "is_effective"]
    rows = [
        ("a3", "bar_from_excellent", "grade", 1, "可评的最高等次：优秀 → 良好", "best grade: Good", True),
        ("b1", "downgrade", "grade", 4, "等次：优秀 → 达标", "grade: Excellent → Pass", True),
        ("b4", "grade_override", "grade", 6, "等次：达标 → 诫勉", "grade: Pass → Admonition", True),
        ("v1", "not_applicable", "score", None, "该项满分不计", "full marks taken out", True),
        ("a1", "target_change", "target", None, "采用的目标轮次：1 → 2", "round of the target: 1 → 2", True),
        ("a1", "promotion", "none", None, "没有产生效果", "no effect", False),
    ]
    frame = pd.DataFrame(rows, columns=columns).assign(**YEAR_2025)
    frame["decision_id"] = [f"dec{n}" for n in range(len(frame))]
    frame["component_id"] = frame["kind"].map({"not_applicable": "daily"})
    frame["target_id"] = frame["kind"].map({"target_change": "t1"})
    frame["reason"], frame["document_no"] = "经认定", DOCUMENT
    frame["decided_on"] = _day("2026-01-20")
    return frame


def _appeals(names: dict[str, tuple[str, str]]) -> pd.DataFrame:
    rows = [
        {
            "appeal_id": "app1",
            "department_id": "a1",
            "about": "record",
            "record_id": "r2",
            "filed_on": _day("2025-06-05"),
            "answer_by": _day("2025-06-19"),
            "answered_on": None,
            "outcome": None,
            "state": "open",
            "is_filed_late": True,
            "days_overdue": 30,
        },
        {
            "appeal_id": "app2",
            "department_id": "b4",
            "about": "grade",
            "record_id": None,
            "filed_on": _day("2026-01-25"),
            "answer_by": _day("2026-02-08"),
            "answered_on": _day("2026-02-01"),
            "outcome": "不成立",
            "state": "answered",
            "is_filed_late": False,
            "days_overdue": 0,
        },
    ]
    return _named(rows, names, {"city_id": "demo", "year": 2025})


def _measures(names: dict[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    talk, bar = "对考评结果倒数的部门要提醒谈话", "考评结果靠后的部门领导不得考核为优秀"
    quota, reward = "考评为优秀的单位优秀比例提高到20%", "根据等次给予奖励（假设）"
    head = ("主要负责人当年考核为优秀", "the head was rated excellent that year")
    seats = ("名册中 3 人考核为优秀，超过名额 1 人", "3 on the list were rated excellent, the quota has 1")
    no = (None, None)
    columns = ["department_id", "category_id", "measure_id", "state", "clause", "basis", "broken", "reason"]
    rows = [
        ("b4", "economic", "reminder_talk", "due", talk, "document", no, "bottom"),
        ("b4", "economic", "leadership_adjustment", "taken", talk, "document", no, "bottom_two_years"),
        ("b4", "economic", "head_barred_from_excellent", "contradicted", bar, "document", head, "back"),
        ("a4", "general", "head_barred_from_excellent", "due", bar, "document", no, "back"),
        ("a1", "general", "civil_servant_excellent_share", "due", quota, "document", no, None),
        ("b2", "economic", "civil_servant_excellent_share", "contradicted", quota, "document", seats, None),
        ("a1", "general", "reward_level", "taken", reward, "assumption", no, "excellent"),
        ("a2", "general", "reward_level", "due", reward, "assumption", no, "good"),
        ("b3", "economic", "study_tour", "due", reward, "assumption", no, "good"),
    ]
    due = _named([dict(zip(columns, row, strict=True)) for row in rows], names, YEAR_2025)
    due["contradiction_zh"] = [broken[0] for broken in due["broken"]]
    due["contradiction_en"] = [broken[1] for broken in due["broken"]]
    due["reason_zh"], due["reason_en"] = "按名次或等次", "by rank or grade"
    done = due["state"] == "taken"
    due["done_on"] = [_day("2026-02-20") if taken else None for taken in done]
    due["document_no"] = [DOCUMENT if taken else None for taken in done]
    asked = due[due["reason"].notna()]
    measures = asked[[*YEAR_2025, "department_id", "category_id", "measure_id", "reason", "clause", "basis"]]
    measures = measures.assign(reason_zh="按名次或等次", reason_en="by rank or grade")
    measures["value_num"] = measures["measure_id"].map({"reward_level": 13})
    measures["value_den"] = measures["measure_id"].map({"reward_level": 10})
    measures["amount"] = measures["measure_id"].map({"study_tour": 5000.0})
    quotas = pd.DataFrame(
        [
            {
                **YEAR_2025,
                "department_id": department,
                "civil_servants": None if department == "a5" else 40,
                "share_num": 20 if department == "a1" else 15,
                "share_den": 100,
                "places": None if department == "a5" else 8 if department == "a1" else 6,
                "is_raised": department == "a1",
                "clause": quota,
                "basis": "document",
            }
            for department in names
        ]
    )
    columns = ["department_id", "measure_id", "finding", "finding_zh", "finding_en"]
    missing = ("没有执行记录", "no record")
    findings = [
        ("b4", "head_barred_from_excellent", "head_rated_excellent", *head),
        ("b2", "civil_servant_excellent_share", "quota_exceeded", *seats),
        ("b4", "reminder_talk", "due_not_taken", *missing),
        ("a2", "reward_level", "due_not_taken", *missing),
        (
            "a3",
            "reward_level",
            "taken_not_due",
            "有执行记录，但按结果不应有",
            "carried out, though not asked for",
        ),
    ]
    found = pd.DataFrame(findings, columns=columns).assign(**YEAR_2025)
    found["document_no"] = [DOCUMENT if kind == "taken_not_due" else None for kind in found["finding"]]
    published = {
        "department_id": "a2",
        "category_id": "general",
        "published_total": 92.1,
        "total": 92.6,
        "published_rank": 2,
        "category_rank": 2,
        "published_grade_id": "pass",
        "grade_id": "good",
        "is_total_different": True,
        "is_rank_different": False,
        "is_grade_different": True,
        "source_file": "city_id=demo/year=2025/published_results.csv",
        "source_row": 2,
    }
    return {
        "measures_due": due.drop(columns=["broken", "reason"]),
        "measures": measures,
        "excellent_quotas": quotas,
        "measure_findings": found,
        "published_differences": _named([published], names, YEAR_2025),
    }


def _archive(names: dict[str, tuple[str, str]]) -> pd.DataFrame:
    result = {"total": 93.0, "category_rank": 1, "n_ranked": 4, "grade_id": "excellent", "status": "complete"}
    states = "civil_servant_excellent_share:due;reward_level:taken;study_tour:due"
    last = {"person_id": "p1", "name": PERSON, "department_id": "a1", "post": "head", "result": "excellent"}
    first = {**last, "department_id": "b4", "post": "deputy", "result": None}
    nobody = {"person_id": "p2", "name": None, "department_id": "a5", "post": "other", "result": "待定"}
    empty = {"total": None, "category_rank": None, "n_ranked": None, "grade_id": None, "status": "incomplete"}
    frames = [
        _named([{**last, **result, "measure_states": states}], names, YEAR_2025),
        _named([{**first, **result, "measure_states": None}], names, YEAR_2024),
        _named([{**nobody, **empty, "measure_states": None}], names, YEAR_2025),
    ]
    rows = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    rows["category_id"] = ["general", "economic", "general"]
    rows["from_on"] = [_day("2025-01-01"), _day("2020-03-01"), None]
    rows["to_on"] = [None, _day("2024-12-31"), None]
    rows["days_in_post"], rows["measures"] = [365, 366, 365], None
    rows["is_rated_excellent"] = [True, False, False]
    return rows


def _feedback(names: dict[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    base = {"city_id": "demo", "year": 2025}
    columns = [
        "department_id",
        "channel",
        "theme",
        "theme_basis",
        "theme_keyword",
        "text",
        "rectification_ids",
    ]
    said = [
        ("a1", "social", "服务态度", "given", None, OPINION, "rect1"),
        ("a1", "democratic", "办事效率", "keyword", "排队", "排队时间太长", None),
        ("a1", "daily", "unsorted", "unsorted", None, "很好", None),
        ("b2", "social", "服务态度", "given", None, OTHER_OPINION, None),
    ]
    opinions = _named([dict(zip(columns, row, strict=True)) for row in said], names, base)
    opinions["opinion_id"] = [f"op{n}" for n in range(len(opinions))]
    opinions["received_on"] = [_day("2025-10-01"), _day("2025-10-02"), None, _day("2025-11-03")]
    columns = ["department_id", "theme", "n_opinions", "n_opinions_before", "n_rectifications_before"]
    counted = [
        ("a1", "服务态度", 1, 3, 1),
        ("a1", "办事效率", 1, 0, 0),
        ("a1", "unsorted", 1, 0, 0),
        ("b2", "服务态度", 1, 0, 0),
    ]
    themes = _named([dict(zip(columns, row, strict=True)) for row in counted], names, base)
    themes["n_rectifications"] = [1, 0, 0, 0]
    themes["is_recurring"] = themes["n_rectifications_before"] > 0
    columns = [
        "year",
        "department_id",
        "state",
        "result",
        "answered_on",
        "days_overdue",
        "is_overdue",
        "is_sent_back",
    ]
    demanded = [
        (2025, "a1", "issued", "sent_back", "2026-01-10", 43, True, True),
        (2025, "b2", "closed", "accepted", "2026-01-10", 0, False, False),
        (2025, "b3", "answered", None, "2026-02-10", 5, False, False),
        (2023, "a1", "issued", None, None, 800, True, False),
    ]
    rows = _named([dict(zip(columns, row, strict=True)) for row in demanded], names, base)
    rows["rectification_id"] = [f"rect{n + 1}" for n in range(len(rows))]
    rows["demand"], rows["opinion_ids"] = "限期整改", "op0"
    rows["n_opinions"], rows["themes"] = [1, 1, 0, 1], ["服务态度、办事效率", "服务态度", None, "unsorted"]
    rows["issued_on"], rows["due_on"] = _day("2025-12-01"), _day("2026-01-31")
    rows["answered_on"] = [_day(day) for day in rows["answered_on"]]
    rows["verified_on"] = [None, _day("2026-02-01"), None, None]
    rows["is_due"], rows["is_answered_in_time"], rows["is_verified_in_time"] = (
        True,
        rows.index < 2,
        rows.index == 1,
    )
    summary = {
        **base,
        "n_opinions": 4,
        "n_departments": 2,
        "n_themes_given": 2,
        "n_themes_by_keyword": 1,
        "n_unsorted": 1,
        "n_rectifications": 3,
        "n_issued": 1,
        "n_answered": 1,
        "n_verified": 0,
        "n_closed": 1,
        "n_sent_back": 1,
        "n_overdue": 1,
        "n_due": 3,
        "n_answered_in_time": 2,
        "n_verified_in_time": 1,
        "answered_in_time_share": 2 / 3,
        "verified_in_time_share": 1 / 3,
        "n_recurring": 1,
        "as_of_date": _day("2026-03-15"),
    }
    quiet = {key: 0 if key.startswith("n_") else value for key, value in summary.items()}
    quiet |= {"year": 2024, "answered_in_time_share": None, "verified_in_time_share": None}
    return {
        "feedback": opinions,
        "feedback_themes": themes,
        "rectification_status": rows,
        "rectification_summaries": pd.DataFrame([summary, quiet]),
    }


def lists(names: dict[str, tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """The marts behind the lists, for departments of these names."""
    return {
        "decision_effects": _decisions(),
        "appeal_states": _appeals(names),
        "archive": _archive(names),
        **_measures(names),
        **_feedback(names),
    }
