"""Of 综合办 and 领导小组: departments, decisions, appeals, measures, outside scores, published grades."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from yardstick.sample.latent import Latent
from yardstick.sample.plan import CityPlan, _near
from yardstick.sample.write import Paper, Row

DECISION = (
    "decision_id",
    "department_id",
    "kind",
    "steps",
    "grade_id",
    "component_id",
    "target_id",
    "reason_id",
    "reason",
    "document_no",
    "decided_on",
)
REASON_ZH = {
    "high_for_low": "避高就低",
    "concrete_for_vague": "避实就虚",
    "heavy_for_light": "避重就轻",
    "big_for_small": "避大就小",
}


def make_departments(plan: CityPlan, year: int, faults: set[str]) -> Paper:
    """The year's register; ``succeeds`` where a department takes over others."""
    rows: list[Row] = []
    for order, b in enumerate(plan.in_year(year), start=1):
        name_zh, name_en = b.named(year)
        rows.append(
            {
                "department_id": b.department_id,
                "name_zh": name_zh,
                "name_en": name_en,
                "kind": b.kind,
                "category_id": b.category_id,
                "line_id": b.line_id,
                "display_order": order,
                "civil_servants": max(3, b.civil_servants + (year - 2019) * ((order % 3) - 1)),
                "is_ranked": b.is_ranked,
                "is_published": b.is_published,
                "succeeds": ";".join(plan.succeeds(b, year)) or None,
            }
        )
    if "departments" in faults:
        rows.append({**rows[0], "succeeds": None, "_fault": ("duplicate", "department_id")})
        rows.append(
            {
                **rows[0],
                "department_id": "cheer_office",
                "name_zh": "市气氛办公室（样本错行）",
                "name_en": None,
                "succeeds": None,
                "category_id": "party_time",
                "_fault": ("unknown_category", "category_id"),
            }
        )
        rows.append(
            {
                **rows[0],
                "department_id": "guild",
                "name_zh": "市行会（样本错行）",
                "name_en": None,
                "succeeds": None,
                "kind": "guild",
                "_fault": ("code", "kind"),
            }
        )
    chinese = plan.city_id == "yunxi"
    return Paper(
        plan.city_id,
        year,
        "departments",
        "",
        "xlsx",
        rows=rows,
        chinese=chinese,
        title=f"{year}年度考评对象名单（样本）" if chinese else None,
    )


def _pool(plan: CityPlan, year: int, panel: dict[tuple[int, str], Latent]) -> list[str]:
    """Departments without a planted part, best first."""
    free = [
        b.department_id
        for b in plan.in_year(year)
        if b.is_ranked
        and not panel[(year, b.department_id)].role
        and (year, b.department_id) not in plan.missing
    ]
    return sorted(free, key=lambda d: -panel[(year, d)].quality)


def make_decisions(
    plan: CityPlan,
    year: int,
    panel: dict[tuple[int, str], Latent],
    conservative: list[Row],
    changes: list[Row],
    faults: set[str],
) -> tuple[list[Row], list[Row]]:
    """Decisions and the appeals that go with them; every kind occurs at least once in the full sample."""
    rows: list[Row] = []
    appeals: list[Row] = []
    free = _pool(plan, year, panel)
    haibin, years = plan.city_id == "haibin", plan.years

    def decide(department: str, kind: str, reason: str, on: date, **more: object) -> None:
        rows.append(
            dict.fromkeys(DECISION)
            | {
                "decision_id": f"{plan.city_id[:2]}{year % 100:02d}-dec{len(rows) + 1:02d}",
                "department_id": department,
                "kind": kind,
                "reason": reason,
                "decided_on": on,
                "document_no": f"（样本）考评委〔{on.year}〕{len(rows) + 3}号",
            }
            | more
        )

    end = date(year + 1, 1, 28)
    for row in changes:
        decide(
            row["department_id"],
            "target_change",
            "政策调整导致原目标不再适用，同意下调",
            date(year, 9, 10),
            target_id=row["target_id"],
        )
    party = next(
        (d for d in ("party_school", "archives") if any(b.department_id == d for b in plan.in_year(year))),
        None,
    )
    if haibin and party and year == _near(2019, years):
        decide(
            party,
            "not_applicable",
            "不承担招商引资和重大项目任务，动态工作目标不适用",
            date(year, 3, 20),
            component_id="dynamic",
        )
    if haibin and year == _near(2020, years) and free:
        decide(free[len(free) // 3], "veto", "发生较大生产安全责任事故，一票否决", end)
    if haibin and year == _near(2022, years) and free:
        decide(free[0], "bar_from_excellent", "发生被上级通报的信访事件，取消评优资格", end)
    if year == (_near(2019, years) if haibin else _near(2024, years)) and len(free) > 2:
        decide(
            free[len(free) // 4],
            "promotion",
            "圆满完成全国性重大活动保障任务，专项晋优",
            end,
            grade_id="excellent",
        )
    worst: dict[str, Row] = {}
    for finding in conservative:
        d = finding["department_id"]
        if (
            finding["planted"]
            and d in free
            and finding["intensity"] > worst.get(d, {"intensity": 0})["intensity"]
        ):
            worst[d] = finding
    strong = sorted(worst.values(), key=lambda f: -f["intensity"])
    for finding in strong[: 1 if year % 2 else 2]:
        kind = finding["kind"]
        if finding["intensity"] > 0.6:
            decide(
                finding["department_id"],
                "downgrade",
                f"目标制定{REASON_ZH[kind]}，经认定适当降低等次",
                end,
                steps=2 if finding["intensity"] > 0.93 else 1,
                reason_id=kind,
            )
    if haibin and year == _near(2023, years) and len(free) > 3:
        department = free[len(free) // 2]
        decide(
            department,
            "grade_override",
            "申诉成立：一项记录系误记，等次改定为良好",
            date(year + 1, 2, 26),
            grade_id="good",
        )
        appeals.append(
            {
                "department_id": department,
                "about": "grade",
                "record_id": None,
                "filed_on": date(year + 1, 2, 6),
                "answered_on": date(year + 1, 2, 20),
                "outcome": "成立，改定等次",
            }
        )
    if "decisions" in faults:
        decide(
            free[0] if free else plan.in_year(year)[0].department_id,
            "promotion",
            "样本：没有写明等次的晋升",
            end,
        )
        rows[-1]["_fault"] = ("grade_missing", "grade_id")
    return rows, appeals


def make_appeals(
    plan: CityPlan, year: int, appealed: list[Row], others: list[Row], faults: set[str]
) -> list[Row]:
    """Appeals about records (with their outcome) and about grades."""
    rng = plan.rng(year, "appeals")
    words = {"upheld": "成立，撤销记录", "rejected": "不成立，维持记录", "pending": None}
    rows: list[Row] = []
    for record in appealed:
        filed = record["occurred_on"] + timedelta(days=int(rng.integers(3, 11)))
        done = (
            None if record["appeal_status"] == "pending" else filed + timedelta(days=int(rng.integers(5, 11)))
        )
        rows.append(
            {
                "department_id": record["department_id"],
                "about": "record",
                "record_id": record["record_id"],
                "filed_on": filed,
                "answered_on": done,
                "outcome": words[record["appeal_status"]],
            }
        )
    rows += others
    rows = [
        {"appeal_id": f"{plan.city_id[:2]}{year % 100:02d}-app{i:02d}", **r}
        for i, r in enumerate(rows, start=1)
    ]
    if "appeals" in faults:
        rows.append(
            {
                "appeal_id": f"{plan.city_id[:2]}{year % 100:02d}-app99",
                "department_id": plan.in_year(year)[0].department_id,
                "about": "record",
                "record_id": "no-such-record",
                "filed_on": date(year, 12, 1),
                "answered_on": None,
                "outcome": None,
                "_fault": ("unknown_record", "record_id"),
            }
        )
    return rows


def make_direct_scores(
    plan: CityPlan, year: int, panel: dict[tuple[int, str], Latent], faults: set[str]
) -> list[Row]:
    """Safety (everybody) and innovation bonus (some) where the year's scheme has them; 0-100."""
    if plan.schemes[year] != "sanwei_2023":
        return []
    rng = plan.rng(year, "direct")
    rows: list[Row] = []
    for b in plan.in_year(year):
        quality = panel[(year, b.department_id)].quality
        safety, wins, idea = rng.standard_normal(), rng.random(), rng.random()
        if plan.missing.get((year, b.department_id)) != "no_safety_score":
            rows.append(
                {
                    "department_id": b.department_id,
                    "component_id": "safety",
                    "score": float(np.clip(round(90 + 1.8 * quality + 3 * safety, 1), 40, 100)),
                }
            )
        if wins < 0.22 + 0.08 * quality:
            rows.append(
                {
                    "department_id": b.department_id,
                    "component_id": "innovation",
                    "score": float(round(30 + 70 * idea)),
                }
            )
    if "direct_scores" in faults:
        rows.append(
            {
                "department_id": rows[0]["department_id"],
                "component_id": "innovation",
                "score": 105.0,
                "_fault": ("range", "score"),
            }
        )
    return rows


def make_measures(plan: CityPlan, year: int, faults: set[str]) -> tuple[list[Row], list[Row]]:
    """Measures carried out and grades as published, only for departments whose place is planted."""
    measures: list[Row] = []
    published: list[Row] = []
    in_year = {b.department_id for b in plan.in_year(year)}
    if plan.bottom and year in plan.bottom[1]:
        who, years = plan.bottom
        measures.append(
            {
                "department_id": who,
                "use_id": "reminder_talk",
                "done_on": date(year + 1, 3, 6),
                "document_no": f"（样本）考评办〔{year + 1}〕8号",
            }
        )
        if year == years[-1] and year % 2:
            measures.append(
                {
                    "department_id": who,
                    "use_id": "leadership_adjustment",
                    "done_on": date(year + 1, 4, 2),
                    "document_no": f"（样本）组〔{year + 1}〕17号",
                }
            )
    if plan.always_excellent in in_year:
        measures.append(
            {
                "department_id": plan.always_excellent,
                "use_id": "reward_level",
                "done_on": date(year + 1, 2, 20),
                "document_no": f"（样本）考评办〔{year + 1}〕9号",
            }
        )
        published.append(
            {"department_id": plan.always_excellent, "total": None, "rank": None, "grade_id": "excellent"}
        )
    if "measures_taken" in faults and measures:
        measures.append({**measures[0], "use_id": "free_lunch", "_fault": ("unknown_use", "use_id")})
    if "published_results" in faults and published:
        published.append(
            {
                **published[0],
                "grade_id": "superb",
                "department_id": min(in_year - {plan.always_excellent}),
                "_fault": ("unknown_grade", "grade_id"),
            }
        )
    return measures, published
