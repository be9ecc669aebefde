"""What a sample holds before any number is drawn: cities, years, sizes, and who plays which planted part.

Preferred years are those of the full sample (2019-2025); a shorter sample moves a planted part to a year it
has, or leaves it out, and ``truth/`` lists only what was really planted.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import floor
from pathlib import Path

import numpy as np

from yardstick.sample import names
from yardstick.sample.names import CATEGORIES, Bureau

SAMPLE_CITIES = ("haibin", "yunxi")
FULL_DEPARTMENTS = {"haibin": 64, "yunxi": 24}
FULL_BALLOTS = {"haibin": 7500, "yunxi": 2500}
PER_BALLOT = 10  # departments that one social ballot rates
EXCELLENT_SHARE = {"sanwei_2019": 0.20, "sanwei_2023": 0.15}  # to know at which place the tie must stand


class SampleError(Exception):
    """A wish that the sample cannot fulfil, told in Chinese and English."""


def generator(seed: int, *parts: object) -> np.random.Generator:
    """A stream of its own for every part, so that the size of one part does not shift another."""
    text = "|".join(str(p) for p in (seed, *parts))
    return np.random.Generator(
        np.random.PCG64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big"))
    )


@dataclass(frozen=True)
class Tie:
    year: int
    category_id: str
    first: str
    second: str
    places: int
    betters: tuple[str, ...]


@dataclass(frozen=True)
class CityPlan:
    """One city: who exists in which year, and its planted parts."""

    city_id: str
    seed: int
    years: tuple[int, ...]
    schemes: dict[int, str]
    bureaus: tuple[Bureau, ...]
    ballots: int
    always_excellent: str | None = None
    bottom: tuple[str, tuple[int, ...]] | None = None
    tie: Tie | None = None
    missing: dict[tuple[int, str], str] = field(default_factory=dict)

    def in_year(self, year: int) -> list[Bureau]:
        """Departments of ``year`` by category, in catalogue order."""
        rows = [b for b in self.bureaus if b.in_year(year)]
        return sorted(rows, key=lambda b: CATEGORIES.index(b.category_id))

    def rng(self, *parts: object) -> np.random.Generator:
        return generator(self.seed, self.city_id, *parts)

    def succeeds(self, bureau: Bureau, year: int) -> tuple[str, ...]:
        """Last year's departments that ``bureau`` takes over in ``year``, if last year is in the sample."""
        return bureau.succeeds if bureau.first == year and year - 1 in self.years else ()


def wanted_years(years: tuple[int, int] | Iterable[int]) -> tuple[int, ...]:
    """A pair (tuple) is first and last year; any other collection names the years."""
    chosen = list(years)
    if isinstance(years, tuple) and len(chosen) == 2:
        chosen = list(range(chosen[0], chosen[1] + 1))
    if not chosen or sorted(set(chosen)) != list(range(min(chosen), max(chosen) + 1)):
        raise SampleError(
            f"年份应当连续且至少一年，收到 {chosen}。\n"
            f"Years must be consecutive and at least one; got {chosen}."
        )
    return tuple(sorted(set(chosen)))


def parse_years(text: str) -> tuple[int, int]:
    """``2019-2025`` or ``2023``."""
    parts = text.replace("–", "-").split("-")
    if len(parts) > 2 or not all(p.strip().isdigit() for p in parts):
        raise SampleError(
            f"年份应写作 2019-2025 或 2023，收到“{text}”。\nWrite years as 2019-2025 or 2023; got {text!r}."
        )
    return int(parts[0]), int(parts[-1])


def schemes_of(seeds_dir: Path) -> dict[str, dict[int, str]]:
    """scheme_years.csv as city -> year -> scheme."""
    found: dict[str, dict[int, str]] = {}
    with open(seeds_dir / "scheme" / "scheme_years.csv", encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            found.setdefault(row["city_id"], {})[int(row["year"])] = row["scheme_id"]
    return found


def _near(wish: int, years: tuple[int, ...]) -> int:
    return min(years, key=lambda y: (abs(y - wish), y))


def _tie(bureaus: list[Bureau], year: int, scheme: str) -> Tie | None:
    """Market regulation and urban management at places k and k + 1 of the enforcement departments."""
    rows = [
        b.department_id for b in bureaus if b.category_id == "enforcement" and b.in_year(year) and b.is_ranked
    ]
    places = floor(len(rows) * EXCELLENT_SHARE.get(scheme, 0.20) + 0.5)
    if places < 1 or len(rows) < 3 or "urban_management" not in rows:
        return None
    others = [d for d in rows if d not in ("market", "urban_management")]
    return Tie(year, "enforcement", "market", "urban_management", places, tuple(others[: places - 1]))


def _missing(
    bureaus: list[Bureau], years: tuple[int, ...], schemes: dict[int, str]
) -> dict[tuple[int, str], str]:
    """Three ways to lack evidence: no social ballots, nothing verified, a score that was never handed in."""
    general = [b for b in bureaus if b.category_id == "general" and b.is_ranked]
    economic = [b for b in bureaus if b.category_id == "economic" and b.first is None and b.last is None]
    found = {(_near(2022, years), general[-1].department_id): "no_social_ballots"}
    if len(economic) > 2:
        found[(_near(2020, years), economic[-1].department_id)] = "nothing_verified"
    revised = [y for y in years if schemes[y] == "sanwei_2023"]
    if revised and len(general) > 2:
        found[(_near(2024, tuple(revised)), general[1].department_id)] = "no_safety_score"
    return found


def _city(
    city: str, seed: int, years: tuple[int, ...], schemes: dict[int, str], n: int, ballots: int
) -> CityPlan:
    bureaus = names.bureaus_of(city, n)
    ids = {b.department_id for b in bureaus}
    pair = tuple(y for y in (2023, 2024) if y in years)
    pair = pair if len(pair) == 2 else years[-2:]
    if city != "haibin":
        return CityPlan(city, seed, years, schemes, tuple(bureaus), ballots)
    return CityPlan(
        city_id=city,
        seed=seed,
        years=years,
        schemes=schemes,
        bureaus=tuple(bureaus),
        ballots=ballots,
        always_excellent="development",
        bottom=("posts", pair) if len(pair) == 2 and "posts" in ids else None,
        tie=_tie(bureaus, _near(2021, years), schemes[_near(2021, years)]),
        missing=_missing(bureaus, years, schemes),
    )


def make_plans(
    seeds_dir: Path,
    cities: int,
    years: tuple[int, ...],
    departments: int | None,
    ballots: int | None,
    seed: int,
) -> list[CityPlan]:
    """The plan of every city; says which rows are missing instead of inventing a scheme."""
    if not 1 <= cities <= len(SAMPLE_CITIES):
        raise SampleError(
            f"样本城市只有 {len(SAMPLE_CITIES)} 个（{'、'.join(SAMPLE_CITIES)}），--cities 应为 1 或 2。\n"
            f"There are {len(SAMPLE_CITIES)} sample cities ({', '.join(SAMPLE_CITIES)}); --cities is 1 or 2."
        )
    chosen = SAMPLE_CITIES[:cities]
    known = schemes_of(seeds_dir)
    lacking = [f"{c},{y}" for c in chosen for y in years if y not in known.get(c, {})]
    if lacking:
        raise SampleError(
            f"{seeds_dir}/scheme/scheme_years.csv 缺少这些城市和年份的行：{'; '.join(lacking)}。"
            "请补上（scheme_id,city_id,year），或改用有方案的年份。\n"
            f"scheme_years.csv has no row for city and year: {'; '.join(lacking)}. "
            "Add the rows (scheme_id,city_id,year) or choose years that have a scheme."
        )
    n_first = FULL_DEPARTMENTS["haibin"] if departments is None else departments
    if n_first < 8:
        raise SampleError(
            "--departments 至少为 8（四类各两个）。\n"
            "--departments must be at least 8 (two in each of four categories)."
        )
    if ballots is not None and ballots < 1:
        raise SampleError("--ballots 至少为 1。\n--ballots must be at least 1.")
    whole = sum(FULL_BALLOTS[c] for c in chosen)
    plans = []
    for city in chosen:
        n = max(8, round(n_first * FULL_DEPARTMENTS[city] / FULL_DEPARTMENTS["haibin"]))
        votes = FULL_BALLOTS[city] if ballots is None else max(1, round(ballots * FULL_BALLOTS[city] / whole))
        plans.append(_city(city, seed, years, known[city], n, votes))
    return plans
