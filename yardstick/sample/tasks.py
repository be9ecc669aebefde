"""City-wide tasks, who carries which share, what was delivered, and the benchmarks of twelve peer cities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yardstick.sample.latent import Latent
from yardstick.sample.plan import CityPlan
from yardstick.sample.write import Paper, Row

TITLES = (
    "重大产业项目攻坚",
    "营商环境优化",
    "老旧小区和城中村改造",
    "生态环境整治提升",
    "高水平对外开放",
    "科技创新策源地建设",
    "乡村振兴示范带建设",
    "民生实事项目",
    "安全生产专项整治",
    "综合交通枢纽建设",
    "政务服务一网通办",
    "社会治理现代化",
    "文旅融合发展",
    "人才强市",
    "国企改革深化",
    "教育优质均衡",
    "健康城市建设",
    "数字化转型",
    "港口能级提升",
    "防汛抗旱能力提升",
    "就业创业促进",
    "食品药品安全",
    "城市更新",
    "金融支持实体经济",
)
PULL = {"general": 0.6, "economic": 1.5, "enforcement": 1.2, "vertical": 0.5}
MOST_TASKS = 4
PEERS = tuple(
    f"sample_{name}"
    for name in (
        "linjiang",
        "donghu",
        "xishan",
        "nanpu",
        "beigang",
        "qinghe",
        "yuhai",
        "shuanglong",
        "jinsha",
        "luhe",
        "yunmen",
        "anlan",
    )
)


@dataclass
class Tasks:
    """``assigned``: department -> (task, weight x share), the largest first."""

    papers: list[Paper]
    titles: dict[str, str]
    assigned: dict[str, list[tuple[str, float]]]


def _shares(rng: np.random.Generator, quality: np.ndarray) -> np.ndarray:
    """Whole per cent that add up to 100."""
    raw = rng.dirichlet(4 * np.exp(0.35 * quality))
    whole = np.maximum(np.round(raw * 100), 2).astype(int)
    whole[int(np.argmax(whole))] += 100 - int(whole.sum())
    return whole


def make_tasks(
    plan: CityPlan, year: int, panel: dict[tuple[int, str], Latent], faults: set[str], heavy: set[str]
) -> Tasks:
    """Tasks and shares of 目标办: better departments carry and deliver somewhat more, with much noise.

    ``heavy``: departments that get at least two tasks, because they are planted to leave one out.
    """
    rng = plan.rng(year, "tasks")
    bureaus = plan.in_year(year)
    ids = [b.department_id for b in bureaus]
    quality = np.array([panel[(year, d)].quality for d in ids])
    pull = np.array([PULL[b.category_id] for b in bureaus]) * np.exp(0.25 * quality)
    n_tasks = min(len(TITLES), max(4, round(0.34 * len(ids))))
    chosen = rng.permutation(len(TITLES))[:n_tasks]
    tasks: list[Row] = []
    shares: list[Row] = []
    assigned: dict[str, list[tuple[str, float]]] = {}
    for number, title in enumerate(chosen, start=1):
        task = f"{plan.city_id[:2]}{year % 100:02d}-task{number:02d}"
        weight = int(rng.integers(2, 11))
        free = np.array([len(assigned.get(d, [])) < MOST_TASKS for d in ids])
        n = int(min(rng.integers(3, 7), free.sum()))
        wanted = np.array([d in heavy and len(assigned.get(d, [])) < 2 for d in ids])
        chance = pull * free * np.where(wanted, 30.0, 1.0)
        who = rng.choice(len(ids), size=n, replace=False, p=chance / chance.sum())
        parts = _shares(rng, quality[who])
        delivered = float(
            np.clip(85 + 4.5 * quality[who].mean() + 5 * rng.standard_normal(), 35, 100).round(1)
        )
        tasks.append({"task_id": task, "title": TITLES[title], "weight": weight, "delivered": delivered})
        for d, part in zip(who, parts, strict=True):
            shares.append({"task_id": task, "department_id": ids[d], "share": int(part) / 100})
            assigned.setdefault(ids[d], []).append((task, weight * int(part) / 100))
    for rows in assigned.values():
        rows.sort(key=lambda r: -r[1])
    titles = {t["task_id"]: t["title"] for t in tasks}
    if "city_tasks" in faults:
        tasks.append(
            {
                "task_id": f"{tasks[0]['task_id']}-x",
                "title": "样本：完成程度写错",
                "weight": 5,
                "delivered": 130,
                "_fault": ("range", "delivered"),
            }
        )
    if "task_shares" in faults:  # a whole task whose shares do not add up: all its rows are refused
        extra = f"{plan.city_id[:2]}{year % 100:02d}-task{len(titles) + 1:02d}"
        tasks.append(
            {"task_id": extra, "title": "样本：分担份额之和不为1的任务", "weight": 3, "delivered": 80.0}
        )
        for d, part in zip(ids[:3], (0.5, 0.3, 0.1), strict=True):
            shares.append(
                {
                    "task_id": extra,
                    "department_id": d,
                    "share": part,
                    "_fault": ("shares_do_not_sum", "share"),
                }
            )
    city = plan.city_id
    return Tasks(
        [
            Paper(city, year, "city_tasks", "", "xlsx", rows=tasks, chinese=True),
            Paper(city, year, "task_shares", "", "bom", rows=shares, chinese=city == "haibin"),
        ],
        titles,
        assigned,
    )


def make_benchmarks(plan: CityPlan, year: int, indicators: dict[str, Row], faults: set[str]) -> Paper:
    """Targets and results of twelve peer cities around the city's own level.

    ``indicators``: indicator -> last, target, actual, unit_kind, direction of one department that follows it.
    """
    rng = plan.rng(year, "benchmarks")
    rows: list[Row] = []
    for name, own in sorted(indicators.items()):
        scale = (
            0.16 * own["last"]
            if own["unit_kind"] == "amount"
            else max(0.6, 0.25 * (100 - min(own["last"], 99)))
        )
        sign = 1 if own["direction"] == "up" else -1
        offset = rng.standard_normal(len(PEERS))
        for peer, shift, noise in zip(PEERS, offset, rng.standard_normal((len(PEERS), 2)), strict=True):
            step = own["step"] * (1 + 0.5 * noise[0])
            level = own["last"] + sign * scale * (0.9 * shift - 0.15)
            target, actual = level + sign * step, level + sign * (step + 0.4 * own["step"] * noise[1])
            for kind, value in (("target", target), ("actual", actual)):
                limit = 100.0 if own["unit_kind"] == "rate" and own["last"] < 100 else np.inf
                rows.append(
                    {
                        "indicator_id": name,
                        "peer_city_id": peer,
                        "value_kind": kind,
                        "value": round(float(np.clip(value, 0.01, limit)), own["digits"]),
                    }
                )
    if "benchmarks" in faults and rows:
        rows.append({**rows[0], "value_kind": "estimate", "_fault": ("code", "value_kind")})
        rows.append({**rows[0], "_fault": ("duplicate", "indicator_id")})
    return Paper(plan.city_id, year, "benchmarks", "", "csv", rows=rows)
