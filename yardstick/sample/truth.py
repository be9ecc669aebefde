"""What was planted, as csv beside the raw folder. The build never reads it; people and tests compare."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from yardstick.sample.latent import HALO_FROM, Latent, halo_weight
from yardstick.sample.plan import CityPlan
from yardstick.sample.write import Row, write_rows

REFUSED = ["city_id", "year", "source", "source_file", "source_row", "rule", "column_name", "n_rows"]
CONSERVATIVE = [
    "city_id",
    "year",
    "department_id",
    "target_id",
    "kind",
    "intensity",
    "planted",
    "has_effect",
    "effect",
]

# ruff: noqa: E501
README = """# 样本中埋下的事实 / What was planted in the sample

样本由 `yardstick sample` 生成（种子 {seed}，年份 {first}-{last}），两个城市都是虚构的。本文件夹不参与任何计算。
Made by `yardstick sample` (seed {seed}, years {first}-{last}); both cities are invented. Nothing here enters a computation.

| file | what |
| --- | --- |
| merger.csv | mergers, renamings, new departments; `city_id, year, department_id, predecessors, what` |
| scheme_change.csv | years whose scheme differs from the year before: a trend across them is not one trend |
| ties.csv | two departments equal by construction at places `places` and `places + 1` of the better grade |
| conservative.csv | one row per department (or target), kind and year: latent `intensity` 0-1, `planted` 1 on purpose, 0 everybody's little, `has_effect` 0 if nothing came of it |
| halo.csv | how strongly one common impression colours both leader and social evaluation (latent units per sd) |
| inert.csv | a component that hardly differs between departments |
| bottom_two_years.csv | a department that is last in its category in both years |
| missing_evidence.csv | department-years without some evidence, and the status that follows under the default settings |
| refused.csv | every row (or whole file) that intake must refuse, and by which rule; nothing else may be refused |
| latent.csv | quality, halo, levels of both evaluations (sd of a single mark = 1), ambition: what the data were drawn from |

The behaviour is drawn from latent propensities around usual limits and never from the thresholds of a scheme: a
detector that finds exactly 100 % of `planted` rows, or flags nothing else, should arouse suspicion.
"""

EXPECTED = {
    "no_social_ballots": "incomplete",
    "no_safety_score": "incomplete",
    "nothing_verified": "complete",
}
NOTE = {
    "no_social_ballots": "on no social ballot: component social is missing",
    "no_safety_score": "component safety was not handed in",
    "nothing_verified": "no report verified: every target unreported, 0 points and a finding no_evidence (setting zero)",
}


def _bureau_changes(plan: CityPlan) -> Iterable[Row]:
    for b in plan.bureaus:
        for year in plan.years[1:]:
            if b.in_year(year) and plan.succeeds(b, year):
                what = "merger" if len(b.succeeds) > 1 else "new id"
                yield {
                    "city_id": plan.city_id,
                    "year": year,
                    "department_id": b.department_id,
                    "predecessors": ";".join(b.succeeds),
                    "what": what,
                }
            elif b.first == year:
                yield {
                    "city_id": plan.city_id,
                    "year": year,
                    "department_id": b.department_id,
                    "predecessors": None,
                    "what": "new",
                }
            if b.renamed and b.renamed[0] == year:
                yield {
                    "city_id": plan.city_id,
                    "year": year,
                    "department_id": b.department_id,
                    "predecessors": b.department_id,
                    "what": f"renamed: {b.name_zh} > {b.renamed[1]}",
                }


def write_truth(
    folder: Path,
    plans: list[CityPlan],
    panels: dict[str, dict[tuple[int, str], Latent]],
    conservative: list[Row],
    refused: list[Row],
    seed: int,
) -> list[Path]:
    """Writes every truth file; ids are those of the raw files."""
    years = plans[0].years
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "README.md").write_text(
        README.format(seed=seed, first=years[0], last=years[-1]), encoding="utf-8"
    )
    scheme = [
        {"city_id": p.city_id, "year": y, "scheme_before": p.schemes[y - 1], "scheme_id": p.schemes[y]}
        for p in plans
        for y in years[1:]
        if p.schemes[y] != p.schemes[y - 1]
    ]
    ties = [
        {
            "city_id": p.city_id,
            "year": p.tie.year,
            "category_id": p.tie.category_id,
            "department_id": p.tie.first,
            "tied_with": p.tie.second,
            "grade_id": "excellent",
            "places": p.tie.places,
            "above": ";".join(p.tie.betters),
        }
        for p in plans
        if p.tie
    ]
    halo = [
        {
            "city_id": p.city_id,
            "year": y,
            "halo_weight": halo_weight(p.city_id, y),
            "is_strong": int(y >= HALO_FROM.get(p.city_id, 9999)),
        }
        for p in plans
        for y in years
    ]
    inert = [
        {"city_id": p.city_id, "year": y, "component_id": "daily"}
        for p in plans
        if p.city_id == "yunxi"
        for y in years
    ]
    bottom = [
        {"city_id": p.city_id, "year": y, "department_id": p.bottom[0], "first_year": p.bottom[1][0]}
        for p in plans
        if p.bottom and p.city_id == "haibin"
        for y in p.bottom[1]
    ]
    missing = [
        {
            "city_id": p.city_id,
            "year": y,
            "department_id": d,
            "what": what,
            "expected_status": EXPECTED[what],
            "note": NOTE[what],
        }
        for p in plans
        for (y, d), what in sorted(p.missing.items())
    ]
    latent = [
        {
            "city_id": p.city_id,
            "year": y,
            "department_id": d,
            "quality": s.quality,
            "halo": s.halo,
            "halo_weight": s.halo_weight,
            "social": s.social,
            "leader": s.leader,
            "ambition": s.ambition,
            "role": s.role,
        }
        for p in plans
        for (y, d), s in sorted(panels[p.city_id].items())
    ]
    tables: list[tuple[str, list[str], list[Row]]] = [
        (
            "merger",
            ["city_id", "year", "department_id", "predecessors", "what"],
            [r for p in plans for r in _bureau_changes(p)],
        ),
        ("scheme_change", ["city_id", "year", "scheme_before", "scheme_id"], scheme),
        (
            "ties",
            ["city_id", "year", "category_id", "department_id", "tied_with", "grade_id", "places", "above"],
            ties,
        ),
        ("conservative", CONSERVATIVE, conservative),
        ("halo", ["city_id", "year", "halo_weight", "is_strong"], halo),
        ("inert", ["city_id", "year", "component_id"], inert),
        ("bottom_two_years", ["city_id", "year", "department_id", "first_year"], bottom),
        (
            "missing_evidence",
            ["city_id", "year", "department_id", "what", "expected_status", "note"],
            missing,
        ),
        ("refused", REFUSED, refused),
        (
            "latent",
            [
                "city_id",
                "year",
                "department_id",
                "quality",
                "halo",
                "halo_weight",
                "social",
                "leader",
                "ambition",
                "role",
            ],
            latent,
        ),
    ]
    for name, columns, rows in tables:
        write_rows(folder / f"{name}.csv", columns, rows)
    return [folder / "README.md", *(folder / f"{name}.csv" for name, _, _ in tables)]
