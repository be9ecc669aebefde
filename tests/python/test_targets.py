"""Properties of the target rules (rules.md 4), held by the project's own compiled SQL on invented targets.

dbt compiles the models; they run on an in-memory DuckDB whose input tables are filled at random, thousands of targets
at once. Every property is also tried on SQL that was broken on purpose, and must notice it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from builds import Place

SEEDS = [1, 2, 3]
KEYS = "city_id, year, scheme_id, target_id"
#: the models that run, each after those it reads
CHAIN = [
    "int_target_reports_counted",
    "int_target_values",
    "int_target_achievement",
    "int_target_difficulty",
    "int_target_scores",
    "int_targets_compared",
    "int_target_differences",
    "int_targets_official",
]
RUN = "city_id string, year integer, scheme_id string"
INPUTS = {
    "intermediate.int_component_settings": "scheme_id string, component_id string, stretch_bonus double,"
    " default_stretch double, late_points_per_day double, min_assessors integer, trimmed_from_assessors integer,"
    " unreported_target string, year_end_cutoff string, difficulty_span double, target_cap double,"
    " setting_share double",
    "intermediate.int_targets_versions": RUN + ", target_id string, department_id string, category_id string,"
    " component_id string, round integer, title string, measure_kind string, unit string, unit_kind string,"
    " dir integer, last_actual double, floor_value double, target_value double, stretch_value double,"
    " weight double, due_on date, task_id string, indicator_id string, is_all_or_nothing boolean,"
    " is_official boolean, is_approved boolean, is_not_applicable boolean, is_counted boolean",
    "intermediate.int_target_setting_scores": RUN + ", department_id string, component_id string,"
    " setting_score double",
    "staging.stg_target_reports": "city_id string, year integer, report_id string, target_id string,"
    " reported_on date, actual_value double, completed_on date, judged_score double, assessor_id string,"
    " is_verified integer",
    "staging.stg_target_reviews": "city_id string, year integer, target_id string, round integer,"
    " criterion_id string, reviewer_id string, score double",
    "staging.stg_benchmarks": "city_id string, year integer, indicator_id string, peer_city_id string,"
    " value_kind string, value double",
}
Row = dict[str, Any]
Mutation = tuple[str, str, str]


@dataclass
class Target:
    """One invented target with its last report."""

    target_id: str
    department_id: str
    measure_kind: str = "quantity"
    dir: int = 1
    floor_value: float | None = None
    target_value: float | None = None
    stretch_value: float | None = None
    last_actual: float | None = None
    weight: float = 1.0
    due_on: date | None = None
    is_all_or_nothing: bool = False
    actual: float | None = None
    completed_on: date | None = None
    judged: list[float] = field(default_factory=list)
    reviews: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Models:
    """The compiled SQL of the chain; ``broken`` gives a copy with one passage changed."""

    sql: dict[str, str]

    def broken(self, mutation: Mutation) -> Models:
        model, old, new = mutation
        assert old in self.sql[model], f"{model} no longer says {old!r}: change the mutation"
        return Models({**self.sql, model: self.sql[model].replace(old, new)})

    def run(self, targets: list[Target], order: random.Random | None = None) -> duckdb.DuckDBPyConnection:
        """A database with the chain built over ``targets``; ``order`` shuffles the input rows."""
        connection = duckdb.connect(":memory:")
        connection.execute("attach ':memory:' as warehouse; use warehouse")
        connection.execute("create schema intermediate; create schema staging")
        tables = rows_of(targets)
        for name, columns in INPUTS.items():
            connection.execute(f"create table {name} ({columns})")
            rows = list(tables.get(name, []))
            if order:
                order.shuffle(rows)
            if rows:
                names = [column.split()[0] for column in columns.split(", ")]
                given = pa.table({column: [row.get(column) for row in rows] for column in names})
                connection.register("given", given)
                connection.execute(f"insert into {name} select * from given")
        for model in CHAIN:
            connection.execute(f"create table intermediate.{model} as {self.sql[model]}")
        return connection


def rows_of(targets: list[Target]) -> dict[str, list[Row]]:
    """The input tables that say the same as ``targets``: one city, one year, one scheme, two categories."""
    run = {"city_id": "c", "year": 2024, "scheme_id": "s"}
    versions, reports, reviews = [], [], []
    for t in targets:
        versions.append(
            run
            | {
                name: getattr(t, name)
                for name in ("target_id", "department_id", "measure_kind", "dir", "weight")
            }
            | {
                name: getattr(t, name)
                for name in ("floor_value", "target_value", "stretch_value", "last_actual")
            }
            | {
                "due_on": t.due_on,
                "is_all_or_nothing": t.is_all_or_nothing,
                "component_id": "key",
                "round": 1,
            }
            | {"category_id": "abc"[hash_of(t.department_id) % 2], "unit_kind": "amount", "is_official": True}
            | {"is_approved": True, "is_not_applicable": False, "is_counted": True}
        )
        report = {"city_id": "c", "year": 2024, "target_id": t.target_id, "is_verified": 1}
        report |= {"reported_on": date(2024, 12, 1), "report_id": t.target_id, "actual_value": t.actual}
        if t.judged:
            for i, score in enumerate(t.judged):
                names = {"report_id": f"{t.target_id}-{i}", "assessor_id": f"p{i}", "judged_score": score}
                reports.append(report | names)
        else:
            reports.append(report | {"completed_on": t.completed_on})
        for i, score in enumerate(t.reviews):
            review = {"city_id": "c", "year": 2024, "target_id": t.target_id, "round": 1, "score": score}
            reviews.append(review | {"criterion_id": "difficulty", "reviewer_id": f"r{i}"})
    settings = {"scheme_id": "s", "component_id": "key", "stretch_bonus": 10.0, "default_stretch": 0.2}
    settings |= {"late_points_per_day": 1.0, "min_assessors": 3, "trimmed_from_assessors": 5}
    settings |= {
        "unreported_target": "zero",
        "difficulty_span": 0.1,
        "target_cap": 100.0,
        "setting_share": 0.1,
    }
    return {
        "intermediate.int_component_settings": [settings],
        "intermediate.int_targets_versions": versions,
        "staging.stg_target_reports": reports,
        "staging.stg_target_reviews": reviews,
    }


def hash_of(text: str) -> int:
    return sum(text.encode())


def invented(seed: int, n: int = 400) -> list[Target]:
    """Random legal targets: both directions, missing anchors, targets at and below zero, values on the anchors."""
    rng = random.Random(seed)
    targets = []
    for i in range(n):
        sign = rng.choice([1, -1])
        goal = rng.choice([rng.uniform(1, 1000), rng.uniform(-100, 0), 0.0, float(rng.randint(1, 20))])
        has_floor = goal <= 0 or rng.random() < 0.5
        floor = goal - sign * rng.uniform(0.5, 100) if has_floor else None
        stretch = goal + sign * rng.uniform(0.5, 100) if rng.random() < 0.5 else None
        anchors = [v for v in (floor, goal, stretch) if v is not None]
        low, high = min(anchors) - 50, max(anchors) + 50
        targets.append(
            Target(
                target_id=f"t{i}",
                department_id=f"d{i // 6}",
                dir=sign,
                floor_value=floor,
                target_value=goal,
                stretch_value=stretch,
                last_actual=rng.choice([None, rng.uniform(1, 1000)]),
                weight=rng.uniform(0.5, 20),
                is_all_or_nothing=rng.random() < 0.2,
                actual=rng.choice([rng.uniform(low, high), *anchors]),
                reviews=[rng.uniform(0, 100) for _ in range(rng.randint(0, 3))],
            )
        )
    return targets


def improved(seed: int) -> tuple[list[Target], list[Target]]:
    """The same targets of all three kinds before and after a better result."""
    rng = random.Random(seed)
    before = invented(seed)
    after = [
        replace(t, actual=t.actual + t.dir * rng.choice([0.0, 1e-9, rng.uniform(0, 120)])) for t in before
    ]  # type: ignore[operator]
    for i in range(150):
        done = date(2024, 1, 1) + timedelta(days=rng.randint(0, 380))
        due = rng.choice([None, date(2024, 6, 30)])
        late = Target(f"m{i}", f"d{i}", "milestone", due_on=due, completed_on=rng.choice([done, done, None]))
        before.append(late)
        sooner = (late.completed_on or date(2025, 3, 1)) - timedelta(days=rng.randint(0, 60))
        after.append(replace(late, completed_on=sooner))
        scores = [rng.uniform(0, 100) for _ in range(rng.randint(3, 8))]
        raised = [score + rng.choice([0.0, rng.uniform(0, 30)]) for score in scores]
        before.append(Target(f"j{i}", f"d{i}", "judged", judged=scores))
        after.append(Target(f"j{i}", f"d{i}", "judged", judged=raised))
    return before, after


Values = dict[tuple[Any, ...], tuple[Any, ...]]


def fetched(
    connection: duckdb.DuckDBPyConnection, model: str, columns: str, key: str = "target_id"
) -> Values:
    """The named columns of a model by its key."""
    rows = connection.execute(f"select {key}, {columns} from intermediate.{model}").fetchall()
    n_keys = key.count(",") + 1
    return {row[:n_keys]: row[n_keys:] for row in rows}


def unlike(one: Values, other: Values, tolerance: float = 1e-9) -> list[Any]:
    """Keys whose values differ by more than ``tolerance``, relative above 1; a missing row differs."""

    def differs(a: Any, b: Any) -> bool:
        if isinstance(a, float) and isinstance(b, float):
            return abs(a - b) > tolerance * max(1.0, abs(a))
        return a != b

    found: list[Any] = list(one.keys() ^ other.keys())
    for key in one.keys() & other.keys():
        if any(differs(a, b) for a, b in zip(one[key], other[key], strict=True)):
            found.append(key)
    return found


def lowered_by_a_better_result(models: Models, seed: int) -> list[Any]:
    """Targets whose achievement falls when their result gets better."""
    before, after = (fetched(models.run(t), "int_target_achievement", "achievement") for t in improved(seed))
    assert len(before) == 700 and before.keys() == after.keys()
    return [key for key in before if after[key][0] < before[key][0] - 1e-9]


def not_levelled(models: Models, seed: int) -> list[Any]:
    """Categories in which the weighted mean of delta* is not 1."""
    connection = models.run(invented(seed))
    rows = connection.execute(
        "select versions.category_id, sum(d.weight_share * d.difficulty) / sum(d.weight_share), count(*)"
        " from intermediate.int_target_difficulty as d"
        " join intermediate.int_targets_versions as versions using (city_id, year, scheme_id, target_id)"
        " group by all"
    ).fetchall()
    assert len(rows) == 2 and min(row[2] for row in rows) > 50
    return [row for row in rows if abs(row[1] - 1) > 1e-9]


def changed_by_another_unit(models: Models, seed: int) -> list[Any]:
    """Targets whose achievement or comparisons change when all their values are given in another unit."""
    rng = random.Random(seed)
    one = invented(seed)
    other = []
    for t in one:
        factor = rng.choice([0.001, 0.25, 12.0, 10000.0])
        scaled = {
            name: None if getattr(t, name) is None else getattr(t, name) * factor
            for name in ("floor_value", "target_value", "stretch_value", "last_actual", "actual")
        }
        other.append(replace(t, **scaled))
    one_run, other_run = models.run(one), models.run(other)
    found = unlike(
        fetched(one_run, "int_target_achievement", "achievement"),
        fetched(other_run, "int_target_achievement", "achievement"),
        1e-6,  # a value that sits on an anchor may leave it by the last bit
    )
    difference = ("int_target_differences", "difference", "target_id, comparison")
    return found + unlike(fetched(one_run, *difference), fetched(other_run, *difference))


def changed_by_larger_weights(models: Models, seed: int) -> list[Any]:
    """Departments whose scores change when each writes all its weights larger or smaller."""
    one = invented(seed)
    rng = random.Random(seed)
    factors = {t.department_id: rng.choice([0.01, 0.5, 3.0, 100.0]) for t in one}
    other = [replace(t, weight=t.weight * factors[t.department_id]) for t in one]
    score = ("int_target_scores", "score, result_score", "department_id")
    share = ("int_target_difficulty", "weight_share, difficulty")
    one_run, other_run = models.run(one), models.run(other)
    return unlike(fetched(one_run, *score), fetched(other_run, *score)) + unlike(
        fetched(one_run, *share), fetched(other_run, *share)
    )


def changed_by_the_order_of_rows(models: Models, seed: int) -> list[Any]:
    """Departments and targets with another score, to the last bit, when the input rows come in another order."""
    targets = invented(seed)
    score = ("int_target_scores", "score", "department_id")
    share = ("int_target_difficulty", "difficulty")
    one, other = models.run(targets), models.run(targets, random.Random(seed))
    return unlike(fetched(one, *score), fetched(other, *score), 0) + unlike(
        fetched(one, *share), fetched(other, *share), 0
    )


OF_DEPARTMENT = (
    "versions.city_id, versions.year, versions.scheme_id, versions.department_id, versions.component_id"
)
#: property -> passages that break it
PROPERTIES: dict[Callable[[Models, int], list[Any]], list[Mutation]] = {
    lowered_by_a_better_result: [
        ("int_target_achievement", "floor_anchor) <= 0 then 0", "floor_anchor) <= 0 then 50"),
        ("int_target_achievement", "then 100 + stretch_bonus", "then 100"),
        (
            "int_target_achievement",
            "100 - late_points_per_day * days_late",
            "late_points_per_day * days_late",
        ),
        ("int_target_achievement", "then trimmed_mean", "then 100 - trimmed_mean"),
    ],
    not_levelled: [("int_target_difficulty", "weighed.delta / levelled.mean_delta", "weighed.delta")],
    changed_by_another_unit: [
        ("int_target_achievement", "* (last_value - floor_anchor)", "* (last_value - floor_anchor + 1)"),
        ("int_target_differences", "nullif(abs(reference_value), 0)", "1"),
    ],
    changed_by_larger_weights: [
        ("int_target_difficulty", f"partition by {OF_DEPARTMENT}", "partition by versions.city_id"),
    ],
    changed_by_the_order_of_rows: [
        (
            "int_target_reports_counted",
            "reports.actual_value,",
            "reports.actual_value + row_number() over () as actual_value,",
        ),
    ],
}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Models]:
    """The chain as dbt compiles it; nothing is built."""
    folder = tmp_path_factory.mktemp("targets")
    place = Place(raw=folder / "raw", work=folder / "work")
    done = place.dbt("compile", "--select", *CHAIN)
    assert done.returncode == 0, done.stdout[-3000:]
    compiled = place.work / "target" / "compiled" / "yardstick" / "models" / "intermediate" / "targets"
    yield Models({model: (compiled / f"{model}.sql").read_text(encoding="utf-8") for model in CHAIN})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("violations", PROPERTIES, ids=lambda rule: f"nothing_is_{rule.__name__}")
def test_holds(models: Models, violations: Callable[[Models, int], list[Any]], seed: int) -> None:
    assert violations(models, seed) == []


@pytest.mark.parametrize(
    ("violations", "mutation"),
    [(rule, mutation) for rule, mutations in PROPERTIES.items() for mutation in mutations],
    ids=lambda value: value.__name__ if callable(value) else value[1][:40],
)
def test_notices_a_broken_rule(
    models: Models, violations: Callable[[Models, int], list[Any]], mutation: Mutation
) -> None:
    assert violations(models.broken(mutation), SEEDS[0])
