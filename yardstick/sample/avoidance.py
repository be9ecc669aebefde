"""Who sets conservative targets, in which of the four ways, and how much: a latent propensity from 0 to 1.

Everybody has a little of it; planted departments have much for two years. What follows from a propensity is
drawn anew for every target, so that no detector can find exactly the planted ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from yardstick.sample.latent import Latent
from yardstick.sample.plan import CityPlan

KINDS = ("high_for_low", "concrete_for_vague", "heavy_for_light", "big_for_small")
PLANTED = {"haibin": 3, "yunxi": 1}  # departments per kind in the full city, each for two years


@dataclass(frozen=True)
class Propensity:
    """One department-year; each value from 0 (never) to 1 (always)."""

    high_for_low: float
    concrete_for_vague: float
    heavy_for_light: float
    big_for_small: float
    planted: tuple[str, ...]


def propensities(plan: CityPlan, panel: dict[tuple[int, str], Latent]) -> dict[tuple[int, str], Propensity]:
    """Background propensities of everybody and high ones of the planted department-years."""
    rng = plan.rng("avoidance")
    steady = [
        b.department_id
        for b in plan.bureaus
        if b.first is None
        and b.last is None
        and not any(panel[(y, b.department_id)].role for y in plan.years)
        and not any(d == b.department_id for _, d in plan.missing)
    ]
    steady = [str(d) for d in rng.permutation(steady)] or [plan.bureaus[-1].department_id]
    places = [(k, i) for i in range(PLANTED[plan.city_id]) for k in KINDS]
    chosen: dict[tuple[int, str], dict[str, float]] = {}
    first = plan.years[1:] or plan.years  # switching and dropping need a year before
    for n, (kind, _) in enumerate(places):
        if n >= max(len(KINDS), len(steady) // 2):
            break
        department = steady[n % len(steady)]
        start = first[int(rng.integers(0, max(1, len(first) - 1)))]
        for year in (start, start + 1):
            if year in plan.years:
                chosen.setdefault((year, department), {})[kind] = float(rng.uniform(0.45, 1.0))
    found = {}
    for bureau in plan.bureaus:
        own = plan.rng("avoidance", bureau.department_id)
        base = 0.5 * own.beta(1.2, 6.0, size=4)
        for year in plan.years:
            if not bureau.in_year(year):
                continue
            level = plan.rng("avoidance", bureau.department_id, year).uniform(0.6, 1.4, size=4) * base
            values = dict(zip(KINDS, level.clip(0, 0.6).tolist(), strict=True))
            role = panel[(year, bureau.department_id)].role
            if role in ("tied", "above_tie", "always_excellent"):
                values = dict.fromkeys(KINDS, 0.0)
            planted = chosen.get((year, bureau.department_id), {})
            values.update(planted)
            found[(year, bureau.department_id)] = Propensity(**values, planted=tuple(planted))
    return found
