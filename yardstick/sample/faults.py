"""Which rows are planted to be refused, where: a few of each kind, at most five a source and city-year."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from yardstick.sample.plan import CityPlan
from yardstick.sample.write import Paper, Row

if TYPE_CHECKING:
    from yardstick.sample.targets import TargetYear

# Dealt out over the years of the first and of the second city; with one city it gets both.
FIRST = (
    "marks",
    "daily",
    "targets",
    "target_reports",
    "departments",
    "ambiguous",
    "ballots",
    "direct_scores",
    "target_reviews",
    "decisions",
    "survey_frames",
    "measures_taken",
    "published_results",
)
SECOND = (
    "task_shares",
    "opinions",
    "misspelt",
    "city_tasks",
    "benchmarks",
    "appeals",
    "officials",
    "rectifications",
    "scheme_comments",
    "other_year",
    "unreadable",
)
NEEDS_SCHEME = {"direct_scores": "sanwei_2023"}


def faults_by_city_year(plans: list[CityPlan]) -> dict[tuple[str, int], set[str]]:
    """(city, year) -> kinds of faults planted there."""
    found: dict[tuple[str, int], set[str]] = {(p.city_id, y): set() for p in plans for y in p.years}
    for kinds, plan in ((FIRST, plans[0]), (SECOND, plans[-1])):
        for n, kind in enumerate(kinds):
            scheme = NEEDS_SCHEME.get(kind)
            years = [y for y in plan.years if scheme is None or plan.schemes[y] == scheme]
            if kind == "measures_taken" and plan.bottom:
                years = list(plan.bottom[1])
            if years:
                found[(plan.city_id, years[(n * 4 + 1) % len(years)])].add(kind)
    return found


def target_faults(made: TargetYear, faults: set[str]) -> None:
    """Adds wrong targets, reviews and reports; they have ids of their own."""
    if "targets" in faults:
        good = next(
            r
            for r in made.targets
            if r["measure_kind"] == "quantity" and r["status"] == "approved" and r["direction"] == "up"
        )
        stem = f"{good['target_id']}-bad"
        last = next(r for r in reversed(made.targets) if r["status"] == "approved" and r["round"] == 2)
        made.targets += [
            {
                **good,
                "target_id": f"{stem}1",
                "round": 1,
                "floor_value": good["target_value"] * 1.5,
                "stretch_value": None,
                "_fault": ("wrong_side_floor", "floor_value"),
            },
            {**good, "target_id": f"{stem}2", "round": 1, "weight": 0, "_fault": ("range", "weight")},
            {
                **good,
                "target_id": f"{stem}3",
                "round": 1,
                "target_value": None,
                "floor_value": None,
                "stretch_value": None,
                "_fault": ("target_value_missing", "target_value"),
            },
            {
                **good,
                "target_id": f"{stem}4",
                "round": 1,
                "approved_on": None,
                "_fault": ("approved_on_missing", "approved_on"),
            },
            {**last, "round": 9, "_fault": ("approved_twice", "approved_on")},
        ]
    if "target_reviews" in faults:
        review = made.reviews[0]
        made.reviews += [
            {**review, "round": 8, "_fault": ("unknown_round", "round")},
            {**review, "reviewer_id": "r99", "score": 101, "_fault": ("range", "score")},
        ]
    if "target_reports" in faults:
        report = made.reports[0]
        stem = f"{report['report_id']}-bad"
        made.reports += [
            {
                **report,
                "report_id": f"{stem}1",
                "reported_on": date(report["reported_on"].year, 1, 3),
                "_fault": ("before_submission", "reported_on"),
            },
            {
                **report,
                "report_id": f"{stem}2",
                "target_id": "no-such-target",
                "_fault": ("unknown_target", "target_id"),
            },
            {**report, "report_id": f"{stem}3", "is_verified": "大概", "_fault": ("type", "is_verified")},
        ]


def stray_papers(plan: CityPlan, year: int, faults: set[str]) -> list[Paper]:
    """Files that are refused whole: a year that disagrees with the path, and one that cannot be read."""
    papers: list[Paper] = []
    ids = [b.department_id for b in plan.in_year(year)]
    if "other_year" in faults:
        rows: list[Row] = [
            {
                "city_id": plan.city_id,
                "year": year - 1,
                "department_id": d,
                "use_id": "reward_level",
                "done_on": date(year, 3, 9),
                "document_no": None,
            }
            for d in ids[:2]
        ]
        papers.append(
            Paper(
                plan.city_id,
                year,
                "measures_taken",
                "misplaced",
                "csv",
                rows=rows,
                whole_file="disagrees_with_path",
            )
        )
    if "unreadable" in faults:
        papers.append(
            Paper(
                plan.city_id,
                year,
                "appeals",
                "scan",
                "xlsx",
                body=b"%PDF-1.4 scanned page",
                whole_file="unreadable",
            )
        )
    return papers
