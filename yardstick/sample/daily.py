"""Daily records of 作风办 and 督查办: over three hundred a year in haibin, hardly any difference in yunxi.

In yunxi everybody gets the same small entries, so that the component decides nothing there, on purpose.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from yardstick.sample.latent import Latent
from yardstick.sample.plan import CityPlan
from yardstick.sample.write import Paper, Row

PENALTIES = (
    ("late_report", 0.5, 0.28),
    ("complaint", 1.0, 0.24),
    ("supervision_overdue", 1.0, 0.22),
    ("absence", 1.0, 0.14),
    ("discipline", 2.0, 0.08),
    ("media_exposure", 3.0, 0.04),
)
BONUSES = (("award_province", 1.5, 0.35), ("pioneer_case", 1.0, 0.50), ("award_national", 3.0, 0.15))
INSPECTION = {"late_report", "supervision_overdue", "pioneer_case"}  # kept by 督查办
REASONS = {
    "award_national": "获国家部委表彰",
    "award_province": "获省级表彰",
    "pioneer_case": "经验做法在全省推广",
    "late_report": "季度材料逾期报送",
    "complaint": "群众投诉经核查属实",
    "supervision_overdue": "督办事项超期未结",
    "absence": "值班抽查无人在岗",
    "discipline": "工作时间违反纪律",
    "media_exposure": "媒体曝光问题经查属实",
}
COLUMNS = (
    "record_id",
    "department_id",
    "item_id",
    "occurred_on",
    "points",
    "recorded_by",
    "reason",
    "evidence",
    "appeal_status",
)


def _pick(rng: np.random.Generator, items: tuple[tuple[str, float, float], ...]) -> tuple[str, float]:
    chance = np.array([i[2] for i in items])
    name, points, _ = items[int(rng.choice(len(items), p=chance / chance.sum()))]
    return name, points


def _entries(plan: CityPlan, rng: np.random.Generator, latent: Latent) -> list[tuple[str, float]]:
    """Items and points of one department-year."""
    if plan.city_id == "yunxi":
        small = [("pioneer_case", 0.5), ("late_report", 0.5)]
        return small + ([("late_report", 0.2)] if rng.random() < 0.3 else [])
    if latent.role == "tied":
        return [
            ("award_province", 1.5),
            ("late_report", 0.5),
            ("complaint", 1.0),
            ("supervision_overdue", 1.0),
            ("absence", 1.0),
        ]
    if latent.role in ("above_tie", "always_excellent"):
        return [("award_province", 1.5), ("pioneer_case", 1.0), ("award_national", 3.0), ("late_report", 0.5)]
    rows = [_pick(rng, PENALTIES) for _ in range(rng.poisson(3.4 * np.exp(-0.32 * latent.quality)))]
    if latent.role in ("below_tie", "bottom"):
        rows += [("complaint", 1.0), ("supervision_overdue", 1.0)] * (3 if latent.role == "bottom" else 1)
    rows += [_pick(rng, BONUSES) for _ in range(rng.poisson(1.5 * np.exp(0.3 * latent.quality)))]
    return rows


def make_daily(
    plan: CityPlan,
    year: int,
    panel: dict[tuple[int, str], Latent],
    named: dict[str, dict[str, str]],
    faults: set[str],
) -> tuple[list[Paper], list[Row]]:
    """Papers of the two offices, and the records that were appealed against."""
    rng = plan.rng(year, "daily")
    rows: list[Row] = []
    for bureau in plan.in_year(year):
        latent = panel[(year, bureau.department_id)]
        for item, points in _entries(plan, plan.rng(year, "daily", bureau.department_id), latent):
            rows.append({"department_id": bureau.department_id, "item_id": item, "points": points})
    usual = {name: points for name, points, _ in (*PENALTIES, *BONUSES)}
    calm = {b.department_id for b in plan.in_year(year) if panel[(year, b.department_id)].role}
    days = np.sort(rng.integers(0, 364, len(rows)))
    order = rng.permutation(len(rows))
    appealed: list[Row] = []
    full: list[Row] = []
    for n, k in enumerate(order, start=1):
        row = rows[int(k)]
        status = None
        if (
            row["item_id"] in ("complaint", "supervision_overdue", "absence", "discipline")
            and row["department_id"] not in calm
        ):
            draw = rng.random()
            status = (
                "upheld" if draw < 0.03 else "rejected" if draw < 0.06 else "pending" if draw < 0.07 else None
            )
        inspected = row["item_id"] in INSPECTION
        given = row["points"] if row["points"] != usual[row["item_id"]] or rng.random() < 0.5 else None
        full.append(
            dict.fromkeys(COLUMNS)
            | {
                "record_id": f"{plan.city_id[:2]}{year % 100:02d}-rec{n:04d}",
                "department_id": row["department_id"],
                "item_id": row["item_id"],
                "occurred_on": date(year, 1, 2) + timedelta(days=int(days[n - 1])),
                "points": given,
                "recorded_by": "督查办" if inspected else "作风办",
                "reason": REASONS[row["item_id"]],
                "evidence": f"样本台账{n:04d}",
                "appeal_status": status,
            }
        )
        if status:
            appealed.append(full[-1])
    city = plan.city_id
    conduct = [r for r in full if r["recorded_by"] == "作风办"]
    inspection = [r for r in full if r["recorded_by"] == "督查办"]
    named_rows = [
        {
            **r,
            "department_id": _name(plan, year, r["department_id"]),
            "item_id": named["item_id"][r["item_id"]],
            "appeal_status": _status(r["appeal_status"]),
        }
        for r in inspection
    ]
    if conduct and year % 2:  # typed on a Chinese keyboard
        conduct[0] = {
            **conduct[0],
            "points": "１．０" if usual[conduct[0]["item_id"]] == 1 else conduct[0]["points"],
        }
    conduct += _faulty(plan, year, conduct, faults)
    papers = []
    if conduct:
        style = "xlsx" if city == "yunxi" else "csv"
        papers.append(
            Paper(
                city,
                year,
                "daily_records",
                "zuofeng",
                style,
                rows=conduct,
                chinese=city == "yunxi",
                title=f"{year}年日常考核记录（样本）" if style == "xlsx" else None,
            )
        )
    if named_rows:
        papers.append(
            Paper(city, year, "daily_records", "ducha", "gb18030", rows=named_rows, chinese=True, dates="zh")
        )
    return papers, appealed


def _name(plan: CityPlan, year: int, department: str) -> str:
    """Chinese name where it is unique in the year, else the id."""
    names = {b.department_id: b.named(year)[0] for b in plan.in_year(year)}
    return names[department] if list(names.values()).count(names[department]) == 1 else department


def _status(status: str | None) -> str | None:
    return {None: None, "upheld": "申诉成立", "rejected": "申诉驳回", "pending": "待处理"}[status]


def _faulty(plan: CityPlan, year: int, rows: list[Row], faults: set[str]) -> list[Row]:
    """Rows that intake must refuse; ids of their own, so that nothing else refers to them."""
    stem = f"{plan.city_id[:2]}{year % 100:02d}-bad"
    bureau = plan.in_year(year)[0].department_id
    good: Row = dict.fromkeys(COLUMNS) | {
        "record_id": f"{stem}1",
        "department_id": bureau,
        "item_id": "complaint",
        "occurred_on": date(year, 6, 3),
        "recorded_by": "作风办",
        "reason": "样本",
    }
    found: list[Row] = []
    if "daily" in faults:
        found += [
            {**good, "occurred_on": f"{year}-02-30", "_fault": ("type", "occurred_on")},
            {
                **good,
                "record_id": f"{stem}2",
                "occurred_on": date(year + 1, 1, 4),
                "_fault": ("outside_year", "occurred_on"),
            },
            {**good, "record_id": f"{stem}3", "points": "三分", "_fault": ("type", "points")},
            {**good, "record_id": f"{stem}4", "item_id": "smiling", "_fault": ("unknown_item", "item_id")},
        ]
    if "ambiguous" in faults:
        shown = [b.named(year)[1] for b in plan.in_year(year)]
        if shown.count("Policy Research Office") > 1:
            found.append(
                {
                    **good,
                    "record_id": f"{stem}5",
                    "department_id": "Policy Research Office",
                    "_fault": ("ambiguous_name", "department_id"),
                }
            )
    return found
