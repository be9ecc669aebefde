"""Targets from first proposal to verified result: 8-14 a department, 1-3 rounds, reviews and reports.

Each department keeps its indicators over the years; ``last_actual`` is last year's verified value. What a
department could do (ability) is drawn from its quality; what it promises (ambition, propensity to avoid) is
drawn apart from it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from yardstick.sample import names
from yardstick.sample.avoidance import Propensity
from yardstick.sample.latent import BEST, STEADY, Latent
from yardstick.sample.names import Bureau, Indicator
from yardstick.sample.plan import CityPlan
from yardstick.sample.write import Row

REVIEWERS = tuple(f"r{i:02d}" for i in range(1, 10))
CRITERIA = ("ambition", "alignment", "creativity", "difficulty")
MAX_SLOTS = 16
NO_EFFECT = "no effect this year"
REVISED = 0.01  # part of the quantity targets whose last year's value is not the one verified then
# Why a round is sent back: criterion, words; the first also says that the value is too low (quantity targets only).
SENT_BACK = (
    ("ambition", "目标值偏低，请对照上年实际和先进城市提高后再报"),
    ("alignment", "与市委市政府年度重点任务衔接不够，请写明承担的任务"),
    ("creativity", "措施较笼统，请补充责任处室、时间节点和工作抓手"),
    ("difficulty", "完成标准不够具体，请写明以什么数据、由谁认定"),
)
DUE = ((6, 30), (9, 30), (10, 31), (11, 30), (12, 20))
COLUMNS = (
    "target_id",
    "department_id",
    "component_id",
    "round",
    "submitted_on",
    "status",
    "approved_on",
    "title",
    "measure_kind",
    "unit",
    "unit_kind",
    "direction",
    "last_actual",
    "floor_value",
    "target_value",
    "stretch_value",
    "all_or_nothing",
    "weight",
    "due_on",
    "measures",
    "standard",
    "task_id",
    "indicator_id",
    "approved_by",
    "document_no",
)


@dataclass
class Slot:
    """One place in a department's list of targets."""

    component: str
    kind: str
    indicator: Indicator | None = None
    title: str = ""


@dataclass
class Department:
    """What a department carries from year to year."""

    slots: list[Slot]
    spare: list[Indicator]
    actual: dict[str, float] = field(default_factory=dict)
    achieved: dict[str, float] = field(default_factory=dict)  # last year's key indicators, 100 = target met


@dataclass
class TargetYear:
    """One city-year of 目标办: rows of three sources, and what was planted."""

    targets: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    reports: list[Row] = field(default_factory=list)
    conservative: list[Row] = field(default_factory=list)
    indicators: dict[str, Row] = field(default_factory=dict)
    changes: list[Row] = field(default_factory=list)


def first_slots(plan: CityPlan, bureau: Bureau) -> Department:
    """The indicators and titles a department starts with; the tied pair has the same shape."""
    who = bureau.department_id
    if plan.tie and who == plan.tie.second:
        who = plan.tie.first
    rng = plan.rng("slots", who)
    line = names.INDICATORS.get(bureau.line_id or "", [])
    rotation = sum(map(ord, bureau.department_id)) % len(names.FILLERS)
    fillers = names.FILLERS[rotation:] + names.FILLERS[:rotation]
    pool = [*line, *fillers]
    subject = bureau.name_zh.removeprefix("市").removeprefix("委").removesuffix("局").removesuffix("委员会")
    n_quantity = int(rng.integers(3, 6))
    slots = [Slot("key", "quantity", i) for i in pool[:n_quantity]]
    for j in rng.permutation(len(names.MILESTONES))[: int(rng.integers(1, 3))]:
        slots.append(Slot("key", "milestone", None, names.MILESTONES[j].format(subject)))
    for j in rng.permutation(len(names.JUDGED))[: int(rng.integers(0, 2))]:
        slots.append(Slot("key", "judged", None, names.JUDGED[j].format(subject)))
    for i in names.DYNAMIC[: int(rng.integers(1, 3))]:
        slots.append(Slot("dynamic", "quantity", i))
    slots.append(Slot("dynamic", "milestone", None, names.DYNAMIC_MILESTONES[int(rng.integers(0, 3))]))
    slots += [
        Slot("common", "judged", None, title) for title in names.COMMON_JUDGED[: int(rng.integers(1, 3))]
    ]
    slots.append(Slot("common", "quantity", names.COMMON))
    found = Department(slots, pool[n_quantity:])
    size = plan.rng("size", bureau.department_id).lognormal(0, 0.25, len(pool) + 4)
    city = 1.0 if plan.city_id == "haibin" else 0.35
    for k, i in enumerate([*pool, *names.DYNAMIC, names.COMMON]):
        scale = size[k] * city if i.unit_kind == "amount" else 1.0
        found.actual[i.indicator_id] = _rounded(i, i.level * scale)
    return found


def _rounded(indicator: Indicator, value: float) -> float:
    limit = 100.0 if indicator.unit_kind == "rate" and indicator.level < 100 else np.inf
    return round(float(np.clip(value, 10.0**-indicator.digits, limit)), indicator.digits)


def _drop_failed(state: Department, p: Propensity, u: np.ndarray, has_past: bool) -> list[tuple[str, str]]:
    """避重就轻: an indicator missed last year makes room for an easy one; honest changes are rare."""
    gone = []
    for n, slot in enumerate(state.slots):
        if (
            slot.component != "key"
            or slot.kind != "quantity"
            or slot.indicator is None
            or not state.spare
            or not has_past
        ):
            continue
        missed = state.achieved.get(slot.indicator.indicator_id, 100.0) < 100
        chance = 0.85 * p.heavy_for_light**1.5 if missed else 0.015
        if u[n] < chance:
            old = slot.indicator
            slot.indicator = state.spare.pop(0)
            state.spare.append(old)
            gone.append((old.indicator_id, slot.indicator.indicator_id))
    return gone


@dataclass
class Drawn:
    """One target of one year before it is written down; values in the indicator's unit."""

    slot: Slot
    kind: str
    last: float | None = None
    target: float | None = None
    floor: float | None = None
    stretch: float | None = None
    actual: float | None = None
    step: float = 0.0  # the improvement an honest department would promise, in the indicator's unit
    planned: float = 0.0  # promised improvement / honest one
    intensity: float = 0.0
    difficulty: float = 50.0
    weight: int = 10
    task_id: str | None = None
    all_or_nothing: int = 0


def _quantity(
    bureau: Bureau, year: int, slot: Slot, last: float, latent: Latent, h: float, z: np.ndarray, u: np.ndarray
) -> Drawn:
    """Promise and result of one indicator; ability and promise share only what everybody expects."""
    i = slot.indicator
    assert i is not None
    sign = 1 if i.direction == "up" else -1
    rate = i.unit_kind == "rate"
    usual = max(abs(i.change), 0.12 if rate else 0.015)
    if year == 2020 and not rate and i.change > 0.03 and bureau.category_id == "economic":
        usual = 0.012  # the year of the epidemic: low promises were honest
    if rate and sign > 0 and i.level < 100:
        usual = min(usual, 0.3 * max(0.1, 100 - last))
    spread = usual / 0.05 if rate else last
    step = usual if rate else usual * last
    calm = latent.role != ""
    ambition = 0.0 if calm else 0.28 * latent.ambition
    planned = (1 + ambition) * (1 - 1.35 * h) + 0.22 * float(z[0]) * (0.4 if calm else 1)
    target = _rounded(i, last + sign * step * planned)
    unit = 10.0**-i.digits
    if planned > 0.35 and sign * (target - last) < 0.5 * unit:
        target = _rounded(i, last + sign * unit)  # an honest promise is at least one more
    ability = step + spread * (0.009 * latent.quality - 0.012 + (0.018 if calm else 0.03) * float(z[1]))
    actual = _rounded(i, last + sign * ability)
    width = spread if rate else abs(target)
    floor = stretch = None
    if u[0] < 0.5:
        floor = _rounded(i, target - sign * max(0.22 * width, 3 * unit))
        floor = floor if sign * (target - floor) > 0.5 * unit else None
    if u[1] < 0.5 or latent.role == "tied":
        stretch = _rounded(i, target + sign * max((0.05 + 0.06 * u[2]) * width, unit))
        stretch = stretch if sign * (stretch - target) > 0.5 * unit else None
    whole = int(u[3] < 0.015 and latent.role not in STEADY)
    if latent.role in BEST:
        actual = _rounded(i, max(sign * actual, sign * (target + sign * 0.01 * width)) * sign)
    if latent.role == "tied":  # both of the pair reach every stretch value, so both are full
        whole, floor = 0, None
        actual = stretch if stretch is not None else _rounded(i, target + sign * 0.25 * abs(target))
    return Drawn(
        slot, "quantity", last, target, floor, stretch, actual, step, planned, h, all_or_nothing=whole
    )


def _draw(
    plan: CityPlan,
    bureau: Bureau,
    year: int,
    state: Department,
    latent: Latent,
    p: Propensity,
    has_past: bool,
) -> tuple[list[Drawn], list[tuple[str, str]], list[str]]:
    """All targets of a department-year, indicators dropped and indicators made vague."""
    who = bureau.department_id
    if latent.role == "tied" and plan.tie and who == plan.tie.second:
        who = plan.tie.first
    rng = plan.rng(year, "targets", who)
    z, u = rng.standard_normal((MAX_SLOTS, 8)), rng.random((MAX_SLOTS, 8))
    dropped = _drop_failed(state, p, u[:, 4], has_past and latent.role != "tied")
    quantities = [n for n, s in enumerate(state.slots) if s.component == "key" and s.kind == "quantity"]
    n_vague = 0
    if has_past and latent.role != "tied":
        if "concrete_for_vague" in p.planted:
            n_vague = max(1, round(0.8 * p.concrete_for_vague * len(quantities)))
        elif u[MAX_SLOTS - 1, 5] < 0.25 * p.concrete_for_vague:
            n_vague = 1
    by_risk = sorted(
        quantities, key=lambda n: state.achieved.get(state.slots[n].indicator.indicator_id, 100.0)
    )
    vague = set(by_risk[:n_vague])
    drawn = []
    for n, slot in enumerate(state.slots):
        if slot.kind != "quantity" or slot.indicator is None:
            drawn.append(Drawn(slot, slot.kind))
            continue
        h = float(np.clip(p.high_for_low + 0.10 * z[n, 2], 0, 1)) if slot.component != "common" else 0.0
        h = 0.0 if latent.role == "tied" else h
        last = state.actual[slot.indicator.indicator_id]
        item = _quantity(bureau, year, slot, last, latent, h, z[n], u[n])
        drawn.append(replace(item, kind="judged") if n in vague else item)
    easy = 1.6 * p.heavy_for_light if "heavy_for_light" in p.planted else 0.3 * p.heavy_for_light
    for n, d in enumerate(drawn):
        pull = (
            0.0
            if latent.role == "tied"
            else 14 * float(np.clip(d.planned - 1, -1.5, 1.5))
            if d.kind == "quantity"
            else 0.0
        )
        d.difficulty = float(np.clip((66 if latent.role == "tied" else 54) + 11 * z[n, 3] + pull, 5, 95))
        base = (10, 15, 20, 25)[int(u[n, 5] * 4)]
        d.weight = max(1, round(base * float(np.exp(-easy * (d.difficulty - 54) / 14))))
    return drawn, dropped, [state.slots[n].indicator.indicator_id for n in sorted(vague)]


def _attach_tasks(
    drawn: list[Drawn], assigned: list[tuple[str, float]], p: Propensity, u: np.ndarray
) -> tuple[float, list[str]]:
    """避大就小: some tasks are left out, by a planted department its largest; answers that part."""
    left: list[str] = []
    if "big_for_small" in p.planted and assigned:
        goal = p.big_for_small * sum(w for _, w in assigned)
        gone = 0.0
        for task, w in assigned:
            if gone < 0.8 * goal:
                left.append(task)
                gone += w
    elif assigned and u[0] < 0.5 * p.big_for_small:
        left = [assigned[-1][0]]
    places = sorted(
        (n for n, d in enumerate(drawn) if d.slot.component != "common"),
        key=lambda n: ("milestone", "judged", "quantity").index(drawn[n].kind),
    )
    for n, (task, _) in zip(places, (a for a in assigned if a[0] not in left), strict=False):
        drawn[n].task_id = task
    total = sum(w for _, w in assigned)
    return (sum(w for t, w in assigned if t in left) / total if total else 0.0), left


def _title(d: Drawn, titles: dict[str, str]) -> str:
    if d.slot.indicator is not None:
        i = d.slot.indicator
        if d.kind == "judged":
            return f"{i.name_zh}明显改善"
        word = "达到" if i.direction == "up" else "控制在"
        tail = "" if i.direction == "up" else "以内"
        return f"{i.name_zh}{word}{d.target:g}{i.unit}{tail}" if abs(d.target) < 1e6 else i.name_zh
    return f"{d.slot.title}（{titles[d.task_id]}）" if d.task_id in titles else d.slot.title


def _rounds(
    plan: CityPlan, year: int, d: Drawn, base: Row, z: np.ndarray, u: np.ndarray, steady: bool
) -> list[Row]:
    """Proposed, returned, proposed again, approved: 1-3 rounds; very few are approved too late."""
    n = 1 if u[0] < 0.35 else 2 if u[0] < 0.85 else 3
    start = date(year, 1, 8) + timedelta(days=int(u[1] * 14))
    approved = date(year, 3, 4) + timedelta(days=int(u[2] * 20))
    if not steady and u[3] < 0.005:
        approved = date(year, 5, 20) + timedelta(days=int(u[2] * 20))
    rows = []
    for k in range(1, n + 1):
        row = {**base, "round": k, "submitted_on": start + timedelta(days=16 * (k - 1)), "status": "returned"}
        if k < n and d.kind == "quantity" and d.target is not None and d.slot.indicator is not None:
            sign = 1 if d.slot.indicator.direction == "up" else -1
            softer = _rounded(d.slot.indicator, d.target - sign * 0.5 * d.step * (n - k))
            row.update(target_value=softer, floor_value=None, stretch_value=None)
        if k == n:
            row.update(
                status="approved",
                approved_on=approved,
                approved_by="市绩效考评领导小组（样本）",
                document_no=f"（样本）考评办〔{year}〕{1 + (approved.toordinal() % 6)}号",
            )
        rows.append(row)
    return rows


def _reviews(d: Drawn, row: Row, latent: Latent, rng: np.random.Generator, tied: bool) -> list[Row]:
    """Three reviewers, four criteria, whole points from 0 to 100."""
    ambition = 0.0 if tied or d.kind != "quantity" else float(np.clip(d.planned - 1, -1.5, 1.5))
    quality = 1.3 if tied else latent.quality
    means = np.array([70 + 10 * ambition, 76 + 2.0 * quality, 64 + 2.5 * quality, d.difficulty])
    scores = np.clip(np.round(means[:, None] + 3.5 * rng.standard_normal((4, 3))), 0, 100).astype(int)
    who = rng.permutation(len(REVIEWERS))[:3]
    return [
        {
            "target_id": row["target_id"],
            "round": row["round"],
            "criterion_id": c,
            "reviewer_id": REVIEWERS[who[j]],
            "score": int(scores[i, j]),
            "comment": "建议提高目标值" if c == "ambition" and scores[i, j] < 55 else None,
        }
        for i, c in enumerate(CRITERIA)
        for j in range(3)
    ]


def _sent_back(row: Row, rng: np.random.Generator) -> Row:
    """One reviewer's low mark on a returned round, with the words that say why it was sent back."""
    reasons = SENT_BACK if row["measure_kind"] == "quantity" else SENT_BACK[1:]
    criterion, words = reasons[0] if row["round"] == 1 else reasons[int(rng.integers(0, len(reasons)))]
    return {
        "target_id": row["target_id"],
        "round": row["round"],
        "criterion_id": criterion,
        "reviewer_id": REVIEWERS[int(rng.integers(0, len(REVIEWERS)))],
        "score": int(rng.integers(35, 55)),
        "comment": words,
    }


def _reports(
    plan: CityPlan,
    year: int,
    d: Drawn,
    target_id: str,
    latent: Latent,
    z: np.ndarray,
    u: np.ndarray,
    verified: bool,
) -> tuple[list[Row], float]:
    """Quarterly and year-end reports; answers the achievement (100 = met) as the department sees it."""
    tied, steady = latent.role == "tied", latent.role in STEADY
    lost = not steady and u[0] < 0.008
    ok = int(verified and not lost)
    end = date(year, 12, 24) + timedelta(days=int(u[1] * 16))
    if not steady and 0.008 <= u[0] < 0.011:
        end = date(year + 1, 2, 10)  # after every cut-off
    rows: list[Row] = []

    def report(on: date, **values: Any) -> None:
        rows.append(
            {
                "report_id": f"{target_id}-r{len(rows) + 1}",
                "target_id": target_id,
                "reported_on": on,
                "actual_value": None,
                "completed_on": None,
                "judged_score": None,
                "assessor_id": None,
                "is_verified": 0,
                "evidence": None,
            }
            | values
        )

    if d.kind == "quantity":
        assert (
            d.actual is not None
            and d.target is not None
            and d.last is not None
            and d.slot.indicator is not None
        )
        i = d.slot.indicator
        grows = i.unit_kind == "amount" and i.direction == "up"
        for q, (month, part) in enumerate(((4, 0.24), (7, 0.5), (10, 0.76))):
            noise = 0.03 * float(z[q]) * (0 if tied else 1)
            value = d.actual * (part + noise) if grows else d.last + (d.actual - d.last) * (part + 5 * noise)
            report(
                date(year, month, 6 + q),
                actual_value=_rounded(i, value),
                is_verified=int(ok and u[2 + q] < 0.6),
                evidence="季度调度表",
            )
        report(end, actual_value=d.actual, is_verified=ok, evidence="统计台账")
        return rows, _achieved(d)
    due = date(year, *DUE[int(u[2] * len(DUE))])
    if d.kind == "milestone":
        delay = round(-12 - 5 * latent.quality + 11 * float(z[0])) if not tied else -5
        done = due + timedelta(days=delay)
        never = not steady and (u[3] < 0.015 * np.exp(-0.5 * latent.quality) or done > date(year, 12, 31))
        done = min(done, date(year, 12, 31)) if steady else done
        report(date(year, 7, 8), evidence="进度说明")
        report(end, completed_on=None if never else done, is_verified=ok, evidence="验收意见")
        return rows, 0.0 if never else min(100.0, 100.0 - max(0, delay))
    n = 5 if u[4] < 0.8 or tied else 4 if u[4] < 0.99 or steady else 2
    mean = 93.0 if tied else 86 + 2.2 * latent.quality + 3 * float(z[1])
    for j in range(n):
        score = float(np.clip(round(mean + 2.5 * float(z[2 + j % 6]), 1), 0, 100))
        report(end, judged_score=score, assessor_id=f"a{j + 1:02d}", is_verified=ok, evidence="评审记录")
    return rows, mean


def _achieved(d: Drawn) -> float:
    """Result against promise, 100 = met (for the department's own memory; not the rule of the scheme)."""
    assert d.actual is not None and d.target is not None and d.slot.indicator is not None
    sign = 1 if d.slot.indicator.direction == "up" else -1
    return 100 + 100 * sign * (d.actual - d.target) / max(abs(d.target), 1e-9)


def _base(
    bureau: Bureau, year: int, d: Drawn, number: int, titles: dict[str, str], u: np.ndarray, city: str
) -> Row:
    i = d.slot.indicator
    quantity = d.kind == "quantity"
    last = d.last if quantity and u[5] >= 0.03 else None
    if last is not None and i is not None and 0.03 <= u[5] < 0.03 + REVISED:
        last = _rounded(i, last * 1.004)  # the statistics office revised last year's value
    row: Row = dict.fromkeys(COLUMNS)
    row.update(
        target_id=f"{city[:2]}{year % 100:02d}-{bureau.department_id}-{d.slot.component[0]}{number}",
        department_id=bureau.department_id,
        component_id=d.slot.component,
        title=_title(d, titles),
        measure_kind=d.kind,
        unit=i.unit if quantity and i else None,
        unit_kind=i.unit_kind if quantity and i else None,
        direction=i.direction if quantity and i else None,
        last_actual=last,
        floor_value=d.floor if quantity else None,
        target_value=d.target if quantity else None,
        stretch_value=d.stretch if quantity else None,
        all_or_nothing=d.all_or_nothing,
        weight=d.weight,
        due_on=date(year, *DUE[int(u[2] * len(DUE))]) if d.kind == "milestone" else date(year, 12, 31),
        measures="明确责任处室，按季调度",
        standard="以统计部门认定为准" if quantity else "以专家评定或验收意见为准",
        task_id=d.task_id,
        indicator_id=i.indicator_id if i else None,
    )
    return row


def make_targets(
    plan: CityPlan,
    year: int,
    panel: dict[tuple[int, str], Latent],
    propensity: dict[tuple[int, str], Propensity],
    memory: dict[str, Department],
    assigned: dict[str, list[tuple[str, float]]],
    titles: dict[str, str],
) -> TargetYear:
    """One city-year; ``memory`` goes from year to year and over a merger."""
    out = TargetYear()
    for bureau in plan.in_year(year):
        name = bureau.department_id
        latent, p = panel[(year, name)], propensity[(year, name)]
        if name not in memory:
            memory[name] = first_slots(plan, bureau)
            for before in plan.succeeds(bureau, year):
                memory[name].actual.update(memory[before].actual)
                memory[name].achieved.update(memory[before].achieved)
        state = memory[name]
        has_past = bool(state.achieved)
        drawn, dropped, vague = _draw(plan, bureau, year, state, latent, p, has_past)
        tied = latent.role == "tied"
        who = plan.tie.first if tied and plan.tie else name
        rng = plan.rng(year, "papers of targets", who)
        z, u = rng.standard_normal((MAX_SLOTS, 8)), rng.random((MAX_SLOTS, 8))
        part_left, left = _attach_tasks(drawn, assigned.get(name, []), p, u[MAX_SLOTS - 1])
        verified = plan.missing.get((year, name)) != "nothing_verified"
        review_rng = plan.rng(year, "reviews", who)
        state.achieved = {}
        numbers: dict[str, int] = {}
        for n, d in enumerate(drawn):
            component = d.slot.component
            numbers[component] = numbers.get(component, 0) + 1
            base = _base(bureau, year, d, numbers[component], titles, u[n], plan.city_id)
            rows = _rounds(plan, year, d, base, z[n], rng.random(4), latent.role in STEADY)
            out.targets += rows
            back_rng = plan.rng(year, "sent back", who, n)
            out.reviews += [_sent_back(row, back_rng) for row in rows[:-1]]
            if component != "common":
                out.reviews += _reviews(d, rows[-1], latent, review_rng, tied)
            reports, achieved = _reports(plan, year, d, base["target_id"], latent, z[n], u[n], verified)
            out.reports += reports
            i = d.slot.indicator
            if i is not None and d.actual is not None:
                state.actual[i.indicator_id] = d.actual
                if component == "key":
                    state.achieved[i.indicator_id] = achieved if d.kind == "quantity" else 100.0
                    out.indicators.setdefault(
                        i.indicator_id,
                        {
                            "last": d.last,
                            "target": d.target,
                            "actual": d.actual,
                            "step": d.step,
                            "digits": i.digits,
                            "unit_kind": i.unit_kind,
                            "direction": i.direction,
                        },
                    )
            if d.kind == "quantity" and component != "common" and d.intensity >= 0.10:
                out.conservative.append(
                    _finding(
                        plan,
                        year,
                        name,
                        base["target_id"],
                        "high_for_low",
                        d.intensity,
                        p,
                        f"promised {d.planned:.2f} of the usual improvement",
                    )
                )
        _department_findings(out, plan, year, name, p, dropped, vague, part_left, left)
    _mid_year_changes(out, plan, year, panel)
    return out


def _finding(
    plan: CityPlan,
    year: int,
    name: str,
    target: str | None,
    kind: str,
    intensity: float,
    p: Propensity,
    effect: str,
) -> Row:
    return {
        "city_id": plan.city_id,
        "year": year,
        "department_id": name,
        "target_id": target,
        "kind": kind,
        "intensity": round(intensity, 4),
        "planted": int(kind in p.planted),
        "has_effect": int(effect != NO_EFFECT),
        "effect": effect,
    }


def _department_findings(
    out: TargetYear,
    plan: CityPlan,
    year: int,
    name: str,
    p: Propensity,
    dropped: list[tuple[str, str]],
    vague: list[str],
    part_left: float,
    left: list[str],
) -> None:
    found = (
        ("concrete_for_vague", p.concrete_for_vague, bool(vague), f"now judged: {';'.join(vague)}"),
        (
            "heavy_for_light",
            p.heavy_for_light,
            bool(dropped),
            f"replaced: {';'.join('>'.join(d) for d in dropped)}",
        ),
        (
            "big_for_small",
            p.big_for_small,
            bool(left),
            f"left out {part_left:.3f} of assigned: {';'.join(left)}",
        ),
    )
    for kind, intensity, did, effect in found:
        if did or kind in p.planted:
            out.conservative.append(
                _finding(plan, year, name, None, kind, intensity, p, effect if did else NO_EFFECT)
            )


def _mid_year_changes(
    out: TargetYear, plan: CityPlan, year: int, panel: dict[tuple[int, str], Latent]
) -> None:
    """Two targets lowered in September: one by a decision (its new round counts), one without."""
    open_rows = [
        r
        for r in out.targets
        if r["status"] == "approved"
        and r["measure_kind"] == "quantity"
        and r["component_id"] == "key"
        and not panel[(year, r["department_id"])].role
        and r["approved_on"] < date(year, 4, 1)
        and r["floor_value"] is None
        and r["target_value"] > 1
    ]
    if len(open_rows) < 2:
        return
    picks = plan.rng(year, "changes").permutation(len(open_rows))[:2]
    for n, k in enumerate(picks):
        old = open_rows[int(k)]
        sign = 1 if old["direction"] == "up" else -1
        new = {
            **old,
            "round": old["round"] + 1,
            "submitted_on": date(year, 8, 28),
            "approved_on": date(year, 9, 12),
            "target_value": round(old["target_value"] * (1 - 0.06 * sign), 2),
            "stretch_value": None,
        }
        out.targets.insert(out.targets.index(old) + 1, new)
        if n == 0:
            out.changes.append(new)
