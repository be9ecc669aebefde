"""Chapter: from one daily record to the points of a daily component (rules.md 3)."""

from __future__ import annotations

from typing import Any

from explaining.report import Report, same, show
from explaining.surveys import leaf_points
from explaining.world import Department, Row, in_file_order

WORDS = {
    "appeal_upheld": ("申诉成立，不计", "appeal upheld: not counted"),
    "appeal_pending": ("申诉未结，不计", "appeal pending: not counted"),
    "no_item": ("方案没有这一项目，不计", "no such item in the scheme: not counted"),
}
SIGN = {"bonus": 1, "penalty": -1}


def explain_daily(report: Report, own: Department, leaf: str) -> None:
    """One daily component of the department."""
    cell, settings = own.cells[leaf], own.settings(leaf)
    items = {r["item_id"]: r for r in own.scheme_rows("daily_items")}
    records = in_file_order(
        own.lake("daily_records", "select * from rows where department_id = ?", [own.department])
    )
    if not own.lake("daily_records", "select 1 from rows limit 1"):
        report.line(
            "本年没有任何日常考核记录：所有部门缺这一项。",
            "There is no daily record at all in this city and year: missing for every department.",
        )
        return
    counted = []
    for record in records:
        record["item"] = items.get(record["item_id"])
        record["why_not"] = _why_not(record, settings)
        if record["item"]:
            own_points = record["points"]
            record["moved"] = own_points if own_points is not None else record["item"]["default_points"] or 0
        if record["why_not"] is None:
            counted.append(record)
    shown = _one(counted) or _one([r for r in records if r["item"]])
    if shown:
        _one_record(report, own, leaf, shown)
    else:
        report.line("本部门本年没有记录。", "The department has no record this year.")
    bonus, penalty = _items(report, items, records, counted)
    base, cap, most = settings["daily_base"], settings["daily_bonus_cap"], 100 + settings["daily_overflow"]
    capped = bonus if cap is None else min(bonus, cap)
    raw = base + capped - penalty
    score = max(0.0, min(most, raw))
    kept = show(bonus) if cap is None else f"min({show(bonus)}, {show(cap)})"
    report.line(
        f"合计 = 基础分 {show(base)} + 加分 {kept} - 扣分 {show(penalty)} = {show(raw)}；"
        f"限于 0 到 {show(most)} → {show(score)}",
        f"sum = base {show(base)} + bonus {kept} - penalty {show(penalty)} = {show(raw)}; "
        f"within 0 and {show(most)} → {show(score)}",
    )
    leaf_points(report, cell, float(score), settings["points_decimals"])


def _why_not(record: Row, settings: Row) -> str | None:
    if record["item"] is None:
        return "no_item"
    if record["appeal_status"] == "upheld":
        return "appeal_upheld"
    if record["appeal_status"] == "pending" and not settings["is_pending_counted"]:
        return "appeal_pending"
    return None


def _one(records: list[Row]) -> Row | None:
    """The penalty that costs most, else the bonus that brings most."""
    return max(records, key=lambda r: (r["item"]["direction"] == "penalty", r["moved"]), default=None)


def _one_record(report: Report, own: Department, leaf: str, record: Row) -> None:
    item = record["item"]
    name = report.named(item, record["item_id"])
    report.line(
        f"一条日常记录：{record['source_file']} 第 {record['source_row']} 行，{record['record_id']}，"
        f"{record['occurred_on']}，项目“{name}”：{record['reason'] or '—'}（依据：{record['evidence'] or '—'}）",
        f"One daily record: {record['source_file']}, row {record['source_row']}, {record['record_id']}, "
        f'{record["occurred_on"]}, item "{name}": {record["reason"] or "—"} (evidence: {record["evidence"] or "—"})',
    )
    signed = SIGN[item["direction"]] * record["moved"]
    ledger = own.mart("daily_ledger", component_id=leaf, record_id=record["record_id"])
    ticked = report.check(
        signed, ledger[0]["signed_points"] if ledger else None, "daily_ledger.signed_points"
    )
    given = record["points"] is not None
    zh = "记录自己的分值" if given else "项目的默认分值"
    en = "the record's own points" if given else "the item's default points"
    why_zh, why_en = WORDS.get(record["why_not"] or "", ("", ""))
    report.line(
        f"→ {show(signed)}（{zh}，正负号随项目）{why_zh}{ticked}{report.clause(item)}",
        f"→ {show(signed)} ({en}, the sign comes from the item) {why_en}{ticked} {report.clause(item)}",
        2,
    )


def _items(
    report: Report, items: dict[str, Row], records: list[Row], counted: list[Row]
) -> tuple[float, float]:
    """The sums of the items with their caps, as a table; returns bonus and penalty."""
    sums = {"bonus": 0.0, "penalty": 0.0}
    rows: list[list[Any]] = []
    for item_id in sorted({r["item_id"] for r in counted}):
        item = items[item_id]
        points = [r["moved"] for r in counted if r["item_id"] == item_id]
        cap = item["cap_item"]
        total = sum(points) if cap is None else min(sum(points), cap)
        sums[item["direction"]] += total
        terms = " + ".join(show(p) for p in points)
        if cap is not None and not same(float(sum(points)), float(total)):
            terms = f"min({terms}, {show(cap)})"
        sign = report.t("加分", "bonus") if item["direction"] == "bonus" else report.t("扣分", "penalty")
        rows.append([report.named(item, item_id), sign, len(points), terms, total])
    if rows:
        headers = (
            ("项目", "item"),
            ("方向", "direction"),
            ("条数", "records"),
            ("各条分值", "their points"),
            ("项目合计", "sum of the item"),
        )
        report.table(headers, rows)
    left_out = [r for r in records if r["why_not"]]
    for record in left_out[:5]:
        zh, en = WORDS[record["why_not"]]
        report.line(f"未计：{record['record_id']}，{zh}", f"left out: {record['record_id']}, {en}", 2)
    if len(left_out) > 5:
        report.line(f"未计：另有 {len(left_out) - 5} 条", f"left out: {len(left_out) - 5} more", 2)
    return round(sums["bonus"], 9), round(sums["penalty"], 9)
