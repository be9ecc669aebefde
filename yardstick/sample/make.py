"""Puts a sample together, city by city and year by year, and never over somebody's own data."""

from __future__ import annotations

import csv
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from yardstick import paths
from yardstick.sample import avoidance, latent
from yardstick.sample.daily import make_daily
from yardstick.sample.faults import faults_by_city_year, stray_papers, target_faults
from yardstick.sample.names import CITY_NAMES
from yardstick.sample.people import Staff, make_officials
from yardstick.sample.plan import CityPlan, SampleError, make_plans, wanted_years
from yardstick.sample.rulings import (
    make_appeals,
    make_decisions,
    make_departments,
    make_direct_scores,
    make_measures,
)
from yardstick.sample.surveys import make_survey
from yardstick.sample.targets import Department, make_targets
from yardstick.sample.tasks import make_benchmarks, make_tasks
from yardstick.sample.truth import write_truth
from yardstick.sample.voices import make_voices
from yardstick.sample.write import Paper, Row, read_headers, write_paper

MARKER = "SAMPLE.md"
DEFAULT_SEED = 20250305

LABEL = """# 样本数据 · Sample data

本文件夹由 `yardstick sample` 生成：{cities}。城市、部门、人员、意见和数字全部虚构，仅供试用。
Made by `yardstick sample`: {cities}. Cities, departments, persons, opinions and numbers are all invented.

seed {seed}, years {first}-{last}, {n_files} files. 埋下的事实 / what was planted: ../{truth}/
"""


@dataclass(frozen=True)
class SampleReport:
    """What was made. Sizes in rows and bytes, time in seconds."""

    raw_dir: Path
    truth_dir: Path
    cities: tuple[str, ...]
    years: tuple[int, ...]
    departments: dict[str, int]
    n_files: int
    n_rows: int
    n_bytes: int
    n_ballots: int
    n_marks: int
    n_refused: int
    seconds: float

    def summary(self) -> str:
        """A few lines for the terminal, Chinese and English."""
        shown = "、".join(f"{CITY_NAMES[c]} {self.departments[c]} 个部门" for c in self.cities)
        return (
            f"样本已生成：{shown}，{self.years[0]}-{self.years[-1]} 年，{self.n_files} 个文件，"
            f"{self.n_rows:,} 行，"
            f"{self.n_bytes / 1e6:.1f} MB，用时 {self.seconds:.1f} 秒。\n"
            f"Sample made: {len(self.cities)} cities, {self.n_ballots:,} ballots, {self.n_marks:,} marks, "
            f"{self.n_refused} rows planted to be refused.\n"
            f"原始数据 / raw: {self.raw_dir}\n埋下的事实 / planted truths: {self.truth_dir}"
        )


def _clear_old(raw_dir: Path, truth_dir: Path) -> None:
    """Removes an earlier sample; refuses where city folders stand that are not its own."""
    cities = sorted(p for p in raw_dir.glob("city_id=*") if any(q.is_file() for q in p.rglob("*")))
    marker = raw_dir / MARKER
    ours: set[str] = set()
    if marker.exists():
        ours = {
            line[2:]
            for line in marker.read_text(encoding="utf-8").splitlines()
            if line.startswith("- city_id=")
        }
    files = [f for c in cities for f in c.rglob("*") if f.is_file()]
    foreign = [f for f in files if f.relative_to(raw_dir).as_posix() not in ours]
    if foreign:
        shown = foreign[0].relative_to(raw_dir).as_posix()
        raise SampleError(
            f"{raw_dir} 中有 {len(foreign)} 个不是样本生成的文件（如 {shown}），为免覆盖您的数据，"
            "没有生成样本。"
            "请用 --raw 另选一个空文件夹。\n"
            f"{raw_dir} holds {len(foreign)} files that the sample did not make (such as {shown}); "
            "nothing was written, so that your data stay as they are. Choose an empty folder with --raw."
        )
    if truth_dir.exists() and not marker.exists() and any(truth_dir.iterdir()):
        raise SampleError(
            f"{truth_dir} 已存在且不是样本生成的，没有覆盖。请用 --raw 另选文件夹。\n"
            f"{truth_dir} exists and was not made by the sample; nothing was written. "
            "Choose another folder with --raw."
        )
    for city in cities:
        shutil.rmtree(city)
    if truth_dir.exists():
        shutil.rmtree(truth_dir)


def _names(seeds_dir: Path) -> dict[str, dict[str, str]]:
    """Chinese names of items and options, by id, from the scheme tables."""
    found: dict[str, dict[str, str]] = {"item_id": {}, "option_id": {}}
    for file, column in (
        ("survey_items", "item_id"),
        ("daily_items", "item_id"),
        ("mark_options", "option_id"),
    ):
        with open(seeds_dir / "scheme" / f"{file}.csv", encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle):
                found[column].setdefault(row[column], row["name_zh"])
    return found


def _simple(
    plan: CityPlan, year: int, source: str, style: str, rows: list[Row], chinese: bool = False
) -> list[Paper]:
    return [Paper(plan.city_id, year, source, "", style, rows=rows, chinese=chinese)] if rows else []


def _city_year(
    plan: CityPlan,
    year: int,
    panel: dict[tuple[int, str], latent.Latent],
    habits: dict[tuple[int, str], avoidance.Propensity],
    memory: dict[str, Department],
    staff: Staff,
    named: dict[str, dict[str, str]],
    faults: set[str],
    conservative: list[Row],
) -> tuple[list[Paper], int, int]:
    """All papers of one city-year, with its numbers of ballots and marks."""
    haibin = plan.city_id == "haibin"
    papers = [make_departments(plan, year, faults), make_officials(plan, year, panel, staff, faults)]
    survey = make_survey(plan, year, panel, named, faults)
    papers += survey.papers
    papers += make_voices(plan, year, panel, survey, faults)
    daily, appealed = make_daily(plan, year, panel, named, faults)
    papers += daily
    heavy = {d for (y, d), p in habits.items() if y == year and "big_for_small" in p.planted}
    tasks = make_tasks(plan, year, panel, faults, heavy)
    papers += tasks.papers
    made = make_targets(plan, year, panel, habits, memory, tasks.assigned, tasks.titles)
    conservative += made.conservative
    decisions, grade_appeals = make_decisions(plan, year, panel, made.conservative, made.changes, faults)
    target_faults(made, faults)
    papers.append(
        Paper(
            plan.city_id,
            year,
            "targets",
            "",
            "bom" if haibin else "xlsx",
            rows=made.targets,
            chinese=True,
            title=None if haibin else f"{year}年度部门目标汇总表（样本）",
            dates="iso" if haibin else "zh",
        )
    )
    papers += _simple(plan, year, "target_reviews", "csv", made.reviews)
    papers += _simple(
        plan, year, "target_reports", "csv" if haibin else "gb18030", made.reports, chinese=not haibin
    )
    papers.append(make_benchmarks(plan, year, made.indicators, faults))
    papers += _simple(plan, year, "direct_scores", "csv", make_direct_scores(plan, year, panel, faults))
    papers += _simple(plan, year, "decisions", "xlsx", decisions, chinese=True)
    papers += _simple(
        plan, year, "appeals", "xlsx", make_appeals(plan, year, appealed, grade_appeals, faults)
    )
    measures, published = make_measures(plan, year, faults)
    papers += _simple(plan, year, "measures_taken", "xlsx", measures)
    papers += _simple(plan, year, "published_results", "csv", published)
    papers += stray_papers(plan, year, faults)
    return [p for p in papers if p.n_rows or p.body], survey.n_ballots, survey.n_marks


def make_sample(
    raw_dir: Path,
    *,
    cities: int = 2,
    years: tuple[int, int] | list[int] = (2019, 2025),
    departments: int | None = None,
    ballots: int | None = None,
    seed: int = DEFAULT_SEED,
    seeds_dir: Path | None = None,
) -> SampleReport:
    """Writes the sample cities under ``raw_dir`` and what was planted under ``truth`` beside it.

    ``years``: a tuple is first and last year, a list names consecutive years. ``departments``: those of the
    larger city a year (64), the other in proportion. ``ballots``: social ballots a year, all cities (10,000).
    The same arguments give the same bytes. Raises SampleError rather than overwrite files not its own.
    """
    begun = time.perf_counter()
    seeds = seeds_dir or paths.seeds_dir()
    raw_dir = Path(raw_dir).resolve()
    truth_dir = raw_dir.parent / ("truth" if raw_dir.name == "raw" else f"{raw_dir.name}_truth")
    plans = make_plans(seeds, cities, wanted_years(years), departments, ballots, seed)
    _clear_old(raw_dir, truth_dir)
    raw_dir.mkdir(parents=True, exist_ok=True)
    headers, named = read_headers(paths.PROJECT_DIR / "expectations" / "headers.csv"), _names(seeds)
    by_city_year = faults_by_city_year(plans)
    conservative: list[Row] = []
    refused: list[Row] = []
    panels = {}
    files: list[str] = []
    n_rows = n_bytes = n_ballots = n_marks = 0
    for plan in plans:
        panel = panels[plan.city_id] = latent.panel(plan)
        habits = avoidance.propensities(plan, panel)
        memory: dict[str, Department] = {}
        staff = Staff()
        for year in plan.years:
            papers, votes, marks = _city_year(
                plan,
                year,
                panel,
                habits,
                memory,
                staff,
                named,
                by_city_year[(plan.city_id, year)],
                conservative,
            )
            n_ballots, n_marks = n_ballots + votes, n_marks + marks
            for paper in papers:
                found, size = write_paper(paper, raw_dir, headers)
                refused += found
                files.append(paper.place)
                n_rows, n_bytes = n_rows + paper.n_rows, n_bytes + size
    write_truth(truth_dir, plans, panels, conservative, refused, seed)
    cities_zh = "、".join(CITY_NAMES[p.city_id] for p in plans)
    label = LABEL.format(
        cities=cities_zh,
        seed=seed,
        first=plans[0].years[0],
        last=plans[0].years[-1],
        n_files=len(files),
        truth=truth_dir.name,
    )
    (raw_dir / MARKER).write_text(label + "\n".join(f"- {f}" for f in sorted(files)) + "\n", encoding="utf-8")
    return SampleReport(
        raw_dir,
        truth_dir,
        tuple(p.city_id for p in plans),
        plans[0].years,
        {p.city_id: len(p.in_year(p.years[-1])) for p in plans},
        len(files),
        n_rows,
        n_bytes,
        n_ballots,
        n_marks,
        sum(r["n_rows"] for r in refused),
        time.perf_counter() - begun,
    )
