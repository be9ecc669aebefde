"""What a department really is: quality, halo, visibility. Everything that is observed later comes from here.

Units: standard deviations among the departments of a city. No threshold of the rule book is read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from yardstick.sample.names import Bureau
from yardstick.sample.plan import CityPlan

FIRST_YEAR = 2000
PERSISTENCE = 0.8  # correlation of quality between two years
HALO_WEAK, HALO_STRONG = 0.06, 0.22  # latent units of opinion per standard deviation of halo
HALO_FROM = {"haibin": 2022}
STEADY = (
    "tied",
    "above_tie",
    "always_excellent",
    "above_bottom",
)  # no accidents, so that planted places hold
BEST = ("above_tie", "always_excellent")


@dataclass(frozen=True)
class Latent:
    """One department-year. ``social``, ``leader``: means on the scale of the mark model (a mark: sd 1)."""

    quality: float
    halo: float
    halo_weight: float
    social: float
    leader: float
    ambition: float
    role: str


def halo_weight(city: str, year: int) -> float:
    """How strongly one common impression colours both evaluations."""
    return HALO_STRONG if year >= HALO_FROM.get(city, 9999) else HALO_WEAK


def _path(rng: np.random.Generator, n: int, persistence: float) -> np.ndarray:
    shocks = rng.standard_normal(n)
    path = np.empty(n)
    path[0] = shocks[0]
    for i in range(1, n):
        path[i] = persistence * path[i - 1] + np.sqrt(1 - persistence**2) * shocks[i]
    return path


def _role(plan: CityPlan, bureau: Bureau, year: int) -> str:
    tie = plan.tie
    if tie and year == tie.year and bureau.category_id == tie.category_id:
        if bureau.department_id in (tie.first, tie.second):
            return "tied"
        return "above_tie" if bureau.department_id in tie.betters else "below_tie"
    if plan.bottom and bureau.department_id == plan.bottom[0] and year in plan.bottom[1]:
        return "bottom"
    if bureau.department_id == plan.always_excellent:
        return "always_excellent"
    if plan.bottom and year in plan.bottom[1] and bureau.category_id == _category(plan, plan.bottom[0]):
        return "above_bottom"
    return ""


def _category(plan: CityPlan, department: str) -> str:
    return next(b.category_id for b in plan.bureaus if b.department_id == department)


def _planted_quality(role: str, drawn: float) -> float:
    """Moves a department to its planted place, with room to its neighbours."""
    if role == "tied":
        return 1.3
    if role == "above_tie":
        return 2.7 + 0.15 * float(np.tanh(drawn))
    if role == "below_tie":
        return -0.55 + 0.55 * float(np.tanh(drawn))
    if role == "bottom":
        return -3.4
    if role == "above_bottom":
        return float(np.clip(drawn, -1.0, 2.0))
    if role == "always_excellent":
        return 2.9 + 0.2 * float(np.tanh(drawn))
    return float(np.clip(drawn, -1.7, 2.0))


def panel(plan: CityPlan) -> dict[tuple[int, str], Latent]:
    """Latent state of every department-year; a year's value does not depend on the years asked for."""
    found: dict[tuple[int, str], Latent] = {}
    span = max(plan.years) - FIRST_YEAR + 1
    for bureau in plan.bureaus:
        name = bureau.department_id
        quality = _path(plan.rng("quality", name), span, PERSISTENCE)
        halo = _path(plan.rng("halo", name), span, 0.9)
        own = plan.rng("own view", name).standard_normal((span, 2))
        ambition = _path(plan.rng("ambition", name), span, 0.85)
        exposed = (
            -0.10
            if bureau.category_id == "enforcement"
            else 0.05
            if bureau.category_id == "vertical"
            else 0.0
        )
        for year in plan.years:
            if not bureau.in_year(year):
                continue
            i = year - FIRST_YEAR
            role = _role(plan, bureau, year)
            q = _planted_quality(role, quality[i])
            h = 0.4 * float(np.tanh(halo[i])) if role not in ("", "above_bottom") else float(halo[i])
            w = halo_weight(plan.city_id, year)
            calm = 0.4 if role not in ("", "above_bottom") else 1.0
            trend = 0.015 * (year - 2019)
            found[(year, name)] = Latent(
                quality=q,
                halo=h,
                halo_weight=w,
                social=trend + exposed + 0.11 * q + w * h + 0.07 * calm * own[i, 0],
                leader=0.25 + 0.16 * q + w * h + 0.07 * calm * own[i, 1],
                ambition=float(ambition[i]),
                role=role,
            )
    return found
