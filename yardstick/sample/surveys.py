"""Ballots and marks: ten thousand people, ten departments each, five items, four options and "don't know".

A mark is a latent opinion cut at three points: department + group + leniency of the rater + rater's view of
the department + item, standard deviation about 1. Levels follow published Chinese results: about 30 %
best option, 94 % in the three upper boxes (research/domain.md, 8.2); "don't know" more often for departments
that nobody meets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa

from yardstick.sample.latent import Latent
from yardstick.sample.names import Bureau
from yardstick.sample.plan import PER_BALLOT, CityPlan
from yardstick.sample.write import Paper, Row

ITEMS = ("attitude", "efficiency", "integrity", "openness", "results")
ITEM_EFFECTS = np.array([0.08, -0.10, 0.06, 0.02, -0.05])
OPTIONS = ("very_satisfied", "rather_satisfied", "basic", "dissatisfied", "dont_know")
DONT_KNOW = 4
CUTS = np.array([0.52, -0.52, -1.55])  # above the first: best option; below the last: dissatisfied
GROUPS = ("citizens", "enterprises", "delegates", "grassroots")
GROUP_PARTS = (0.50, 0.22, 0.14, 0.14)
GROUP_SHIFT = np.array([-0.06, -0.02, 0.05, 0.16])
GROUP_DONT_KNOW = np.array([1.2, 1.0, 0.6, 0.7])
CHANNELS = (("paper", "online", "phone"), ("online", "phone"), ("paper",), ("paper", "online"))
LEADERS = (("chief", 8), ("deputy", 27))
STRAIGHT = 0.03  # share of ballots that give one option to everything


@dataclass
class Survey:
    """Papers of one city-year, and which department each social ballot rated first (for opinions)."""

    papers: list[Paper]
    ballot_ids: np.ndarray
    rated: np.ndarray
    n_marks: int
    n_ballots: int


def _options(opinion: np.ndarray) -> np.ndarray:
    """0 best .. 3 worst."""
    return (opinion[..., None] <= CUTS).sum(axis=-1).astype(np.int8)


def _strings(codes: np.ndarray, words: list[str]) -> pa.Array:
    indices = pa.array(np.ascontiguousarray(codes, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string())).dictionary_decode()


def _marks_table(
    ballots: pa.Array,
    departments: np.ndarray,
    codes: np.ndarray,
    ids: list[str],
    words: tuple[list[str], list[str]],
) -> pa.Table:
    """One row per ballot, department and item; ``ballots`` one per pair, ``codes`` pairs x items."""
    n = len(departments)
    items = np.tile(np.arange(len(ITEMS)), n)
    return pa.table(
        {
            "ballot_id": ballots.take(pa.array(np.repeat(np.arange(n), len(ITEMS)))),
            "department_id": _strings(np.repeat(departments, len(ITEMS)), ids),
            "item_id": _strings(items, words[0]),
            "option_id": _strings(codes.reshape(-1), words[1]),
        }
    )


def _append(table: pa.Table, rows: list[tuple[str | None, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    extra = pa.table(
        {name: pa.array(list(columns[i]), pa.string()) for i, name in enumerate(table.column_names)}
    )
    return pa.concat_tables([table, extra])


def _social_pairs(
    plan: CityPlan, year: int, bureaus: list[Bureau], panel: dict[tuple[int, str], Latent], groups: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ballot, department and options of every pair (a ballot's view of one department), in ballot order."""
    rng = plan.rng(year, "social")
    names = [b.department_id for b in bureaus]
    state = [panel[(year, d)] for d in names]
    level = np.array([s.social for s in state])
    seen = np.array([b.visibility for b in bureaus])
    twin = None
    if plan.tie and plan.tie.year == year:
        twin = names.index(plan.tie.first), names.index(plan.tie.second)
    unheard = [i for i, d in enumerate(names) if plan.missing.get((year, d)) == "no_social_ballots"]
    weight = 0.4 + seen
    n, k = len(groups), min(PER_BALLOT, len(names) - len(unheard) - (twin is not None))
    keys = rng.exponential(size=(n, len(names))) / weight
    keys[:, unheard] = np.inf
    if twin:
        keys[:, twin[1]] = np.inf
    rated = np.sort(np.argpartition(keys, k - 1, axis=1)[:, :k], axis=1)
    opinion = (
        level[rated]
        + GROUP_SHIFT[groups][:, None]
        + 0.45 * rng.standard_normal((n, 1))
        + 0.50 * rng.standard_normal((n, k))
    )[:, :, None] + ITEM_EFFECTS
    opinion = opinion + 0.62 * rng.standard_normal((n, k, len(ITEMS)))
    codes = _options(opinion)
    p_unknown = (0.02 + 0.30 * (1 - seen[rated]) ** 1.5) * GROUP_DONT_KNOW[groups][:, None]
    unknown = (rng.random((n, k)) < p_unknown)[:, :, None] | (rng.random((n, k, len(ITEMS))) < 0.012)
    codes[unknown] = DONT_KNOW
    straight = rng.random(n) < STRAIGHT
    codes[straight] = np.where(rng.random(straight.sum()) < 0.75, 0, 1).astype(np.int8)[:, None, None]
    ballot, department, codes = np.repeat(np.arange(n), k), rated.reshape(-1), codes.reshape(-1, len(ITEMS))
    if twin:  # whoever rates the one rates the other alike: equal by construction
        same = np.flatnonzero(department == twin[0])
        ballot = np.concatenate([ballot, ballot[same]])
        department = np.concatenate([department, np.full(len(same), twin[1])])
        codes = np.concatenate([codes, codes[same]])
        order = np.argsort(ballot, kind="stable")
        ballot, department, codes = ballot[order], department[order], codes[order]
    return ballot, department, codes


def _leader_codes(
    plan: CityPlan, year: int, bureaus: list[Bureau], panel: dict[tuple[int, str], Latent]
) -> np.ndarray:
    """Leaders x departments x items: every leader rates every department on every item."""
    rng = plan.rng(year, "leader")
    level = np.array([panel[(year, b.department_id)].leader for b in bureaus])
    n = sum(size for _, size in LEADERS)
    opinion = (
        level[None, :] + 0.32 * rng.standard_normal((n, 1)) + 0.40 * rng.standard_normal((n, len(bureaus)))
    )
    codes = _options(
        opinion[:, :, None] + ITEM_EFFECTS + 0.55 * rng.standard_normal((n, len(bureaus), len(ITEMS)))
    )
    codes[rng.random(codes.shape) < 0.012] = DONT_KNOW
    straight = rng.random(n) < STRAIGHT
    codes[straight] = 0
    if plan.tie and plan.tie.year == year:
        names = [b.department_id for b in bureaus]
        codes[:, names.index(plan.tie.second)] = codes[:, names.index(plan.tie.first)]
    return codes


def _ballot_ids(plan: CityPlan, year: int, letter: str, n: int) -> list[str]:
    return [f"{plan.city_id[:2]}{year % 100:02d}-{letter}{i:06d}" for i in range(1, n + 1)]


def _split(n: int) -> np.ndarray:
    """Group of every ballot; each group gets at least one where there are four ballots."""
    ends = np.round(np.cumsum(GROUP_PARTS) * n).astype(int)
    return np.searchsorted(ends, np.arange(n), side="right").clip(max=len(GROUPS) - 1)


def _files(city: str, year: int) -> list[tuple[str, tuple[int, ...], str]]:
    """File suffix, groups in it, style: one system export, and what some offices typed themselves."""
    if city == "haibin" and year % 3 == 1:
        return [("social", (0, 1, 3), "parquet"), ("delegates", (2,), "bom")]
    if city == "haibin" and year % 3 == 2:
        return [("social", (0, 1, 2), "parquet"), ("grassroots", (3,), "gb18030")]
    if city != "haibin" and year % 3 == 0:
        return [("social", (0, 1, 2), "parquet"), ("grassroots", (3,), "gb18030")]
    return [("citizens", (0,), "parquet"), ("others", (1, 2, 3), "parquet")]


def _words(plan: CityPlan, year: int, bureaus: list[Bureau], named: dict[str, dict[str, str]]) -> list[str]:
    """Department names where they are unique, ids where not."""
    shown = [b.named(year)[0] for b in bureaus]
    return [s if shown.count(s) == 1 else b.department_id for s, b in zip(shown, bureaus, strict=True)]


def _faulty_marks(ids: list[str], ballot: str) -> list[tuple[tuple[str | None, ...], str, str]]:
    return [
        ((ballot, "bureau_of_magic", ITEMS[0], OPTIONS[0]), "unknown_department", "department_id"),
        ((ballot, ids[0], ITEMS[1], "very_good"), "unknown_option", "option_id"),
        ((ballot, ids[0], "friendliness", OPTIONS[1]), "unknown_item", "item_id"),
        ((ballot, ids[1], None, OPTIONS[1]), "required", "item_id"),
        (("no-such-ballot", ids[1], ITEMS[2], OPTIONS[1]), "unknown_ballot", "ballot_id"),
    ]


def make_survey(
    plan: CityPlan,
    year: int,
    panel: dict[tuple[int, str], Latent],
    named: dict[str, dict[str, str]],
    faults: set[str],
) -> Survey:
    """All papers of 作风办 about the two evaluations of one city-year."""
    bureaus = plan.in_year(year)
    ids = [b.department_id for b in bureaus]
    groups = _split(plan.ballots)
    social_ids = _ballot_ids(plan, year, "s", plan.ballots)
    ballot, department, codes = _social_pairs(plan, year, bureaus, panel, groups)
    ballot_words = pa.array(social_ids, pa.string())
    rng = plan.rng(year, "survey files")
    papers: list[Paper] = []
    n_marks = 0
    for number, (suffix, members, style) in enumerate(_files(plan.city_id, year)):
        mine = np.isin(groups[ballot], members)
        if not mine.any():
            continue
        chinese = style == "gb18030"
        words = (list(ITEMS), list(OPTIONS))
        if chinese:
            words = ([named["item_id"][i] for i in ITEMS], [named["option_id"][o] for o in OPTIONS])
        shown = _words(plan, year, bureaus, named) if chinese else ids
        table = _marks_table(
            ballot_words.take(pa.array(ballot[mine])), department[mine], codes[mine], shown, words
        )
        if number == 0:  # a few sheets went through the scanner twice
            apart = {plan.tie.first, plan.tie.second} if plan.tie else set()
            rows = rng.integers(0, table.num_rows, 10).tolist()
            twice = [tuple(table.slice(r, 1).to_pylist()[0].values()) for r in rows]
            table = _append(table, [t for t in twice if t[1] not in apart] or twice[:1])
        paper = Paper(plan.city_id, year, "marks", suffix, style, table=table, chinese=chinese)
        if number == 0 and "marks" in faults:
            wrong = _faulty_marks(ids, social_ids[0])
            paper.faults = [(table.num_rows + i, w[1], w[2]) for i, w in enumerate(wrong, start=1)]
            paper.table = _append(table, [w[0] for w in wrong])
        n_marks += paper.n_rows
        papers.append(paper)
    leader = _leader_papers(plan, year, bureaus, panel)
    n_marks += sum(p.n_rows for p in leader if p.source == "marks")
    papers += leader
    papers += _ballot_papers(plan, year, groups, social_ids, faults)
    papers.append(_frames(plan, year, groups, faults))
    first = np.flatnonzero(np.r_[True, ballot[1:] != ballot[:-1]])
    rated = department[np.minimum(first + rng.integers(0, 8, len(first)), len(department) - 1)]
    return Survey(papers, np.array(social_ids), np.array(ids)[rated], n_marks, plan.ballots + 35)


def _leader_papers(
    plan: CityPlan, year: int, bureaus: list[Bureau], panel: dict[tuple[int, str], Latent]
) -> list[Paper]:
    ids = [b.department_id for b in bureaus]
    codes = _leader_codes(plan, year, bureaus, panel)
    voters = np.repeat(np.arange(codes.shape[0]), len(ids))
    words = pa.array(_ballot_ids(plan, year, "l", codes.shape[0]), pa.string())
    table = _marks_table(
        words.take(pa.array(voters)),
        np.tile(np.arange(len(ids)), codes.shape[0]),
        codes.reshape(-1, len(ITEMS)),
        ids,
        (list(ITEMS), list(OPTIONS)),
    )
    cut = LEADERS[0][1] * len(ids) * len(ITEMS)
    if plan.city_id == "haibin":
        return [Paper(plan.city_id, year, "marks", "leader", "csv", table=table)]
    chief = Paper(
        plan.city_id,
        year,
        "marks",
        "leader_chief",
        "xlsx",
        rows=table.slice(0, cut).to_pylist(),
        chinese=True,
    )
    return [chief, Paper(plan.city_id, year, "marks", "leader_deputy", "csv", table=table.slice(cut))]


def _ballot_papers(
    plan: CityPlan, year: int, groups: np.ndarray, ids: list[str], faults: set[str]
) -> list[Paper]:
    rng = plan.rng(year, "ballots")
    start = datetime(year, 11, 3, 8, 30)
    seconds = np.sort(rng.integers(0, 24 * 86400, len(groups)))
    channels = [
        CHANNELS[g][int(u * len(CHANNELS[g]))] for g, u in zip(groups, rng.random(len(groups)), strict=True)
    ]
    social = pa.table(
        {
            "ballot_id": pa.array(ids, pa.string()),
            "evaluation_id": pa.array(["social"] * len(ids), pa.string()),
            "group_id": _strings(groups, list(GROUPS)),
            "channel": pa.array(channels, pa.string()),
            "submitted_at": pa.array(
                np.datetime64(start, "us") + seconds.astype("timedelta64[s]"), pa.timestamp("us")
            ),
        }
    )
    rows: list[Row] = []
    leader_ids = _ballot_ids(plan, year, "l", sum(size for _, size in LEADERS))
    for group, size in LEADERS:
        for _ in range(size):
            at = datetime(year, 12, 5, 9, 0) + timedelta(minutes=7 * len(rows))
            rows.append(
                {
                    "ballot_id": leader_ids[len(rows)],
                    "evaluation_id": "leader",
                    "group_id": group,
                    "channel": "paper",
                    "submitted_at": at,
                }
            )
    if "ballots" in faults:
        rows.append(
            {
                "ballot_id": f"{leader_ids[0]}-x",
                "evaluation_id": "leader",
                "group_id": "retired_leaders",
                "channel": "paper",
                "submitted_at": rows[0]["submitted_at"],
                "_fault": ("unknown_group", "group_id"),
            }
        )
        rows.append({**rows[0], "_fault": ("duplicate", "ballot_id")})
    return [
        Paper(plan.city_id, year, "ballots", "social", "parquet", table=social),
        Paper(
            plan.city_id,
            year,
            "ballots",
            "leader",
            "xlsx",
            rows=rows,
            chinese=True,
            title=f"{year}年度市领导测评票登记表（样本）",
        ),
    ]


def _frames(plan: CityPlan, year: int, groups: np.ndarray, faults: set[str]) -> Paper:
    rng = plan.rng(year, "frames")
    rows: list[Row] = []
    for i, group in enumerate(GROUPS):
        returned = int((groups == i).sum())
        sent = int(np.ceil(returned / (0.90 + 0.08 * rng.random())))
        rows.append({"evaluation_id": "social", "group_id": group, "sent": sent, "population": None})
    for (group, size), population in zip(LEADERS, (8, 32), strict=True):
        rows.append(
            {"evaluation_id": "leader", "group_id": group, "sent": population, "population": population}
        )
        assert size <= population
    if "survey_frames" in faults:
        rows.append({**rows[-1], "_fault": ("duplicate", "evaluation_id")})
    return Paper(plan.city_id, year, "survey_frames", "", "xlsx", rows=rows, chinese=plan.city_id == "yunxi")
