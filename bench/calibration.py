"""Are the intervals and probabilities honest? Two simulations through the project's own SQL, printed as Markdown.

1. Consistencies. Years of departments whose components are independent of each other: the interval of a part against
   the rest should exclude 0 in 3-6 % of years and the verdict be `consistent` in under 2 %; a part against the whole
   that holds it excludes 0 far more often.
2. Grade probabilities. Cities with a population of raters each: ballots are drawn, the city is built with
   `dbt build`, then ballots are drawn anew from the same population (not from the drawn ballots) and graded by the
   same SQL. Of the department-years given 60-80 % for a grade, that share should get it in the new draws.

Usage: ``python bench/calibration.py [--cities 60] [--years 4000] [--seed 1]``; some minutes, and a temporary folder.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python"))

from builds import Place  # noqa: E402
from simulated_cities import CATEGORIES, FIRST, PER_CATEGORY, write_cities, write_rule_book  # noqa: E402

#: independent components of the first simulation: points and their deviation
COMPONENTS = {"target": 2.4, "daily": 1.8, "social": 1.2, "leader": 0.6}


def grade_table(place: Place) -> list[tuple[Any, ...]]:
    """Band of the probability, department-years and grades in it, their mean, the share that came out anew."""
    with duckdb.connect(str(place.warehouse), read_only=True) as con:
        return con.execute(
            """
            select
                floor(least(given.probability, 0.999) * 5) / 5 as band,
                count(distinct (given.city_id, given.department_id, given.grade_id)),
                avg(given.probability),
                avg(case when came.grade_id = given.grade_id then 1.0 else 0 end)
            from marts.grade_probabilities as given
            inner join marts.department_results as came
                on given.city_id = came.city_id and given.department_id = came.department_id and came.year > given.year
            where given.year = ? and given.grade_id <> 'admonition'
            group by 1 order by 1
            """,
            [FIRST],
        ).fetchall()


def consistency_table(place: Place, years: int, random: np.random.Generator) -> list[tuple[Any, ...]]:
    """Pair, years, share of intervals without 0, share of verdicts `consistent`, and the same against the whole.

    The models are run as dbt compiled them, in a copy of the warehouse whose inputs are the simulated years; the
    part against the whole is the same SQL given the whole in place of the rest.
    """
    n = PER_CATEGORY * len(CATEGORIES)
    points = {name: np.round(random.normal(10, sd, (years, n)), 6) for name, sd in COMPONENTS.items()}
    total = np.round(sum(points.values()), 6)
    contribution = np.round(random.normal(10, 1, (years, n)), 6)
    year, department = (
        grid.ravel() for grid in np.meshgrid(np.arange(1, years + 1), np.arange(n), indexing="ij")
    )
    values = []
    for city, corrected in (("rest", True), ("whole", False)):
        for pair, x, y in (
            ("contribution", contribution, total),
            ("leader", points["leader"], total - points["leader"] if corrected else total),
            ("social", points["social"], total - points["social"] if corrected else total),
        ):
            if pair == "contribution" and not corrected:
                continue
            values.append(
                pa.table({
                    "city_id": [city] * len(year), "year": year, "pair": [pair] * len(year), "department": department,
                    "x": x.ravel(), "y": y.ravel(), "total": total.ravel(),
                })
            )  # fmt: skip
    compiled = place.work / "target" / "compiled" / "yardstick" / "models"
    wanted = [
        "int_consistency_ranks",
        "int_consistency_cells",
        "int_consistency_pooled",
        "int_consistency_sheet",
    ]
    wanted += ["int_consistency_heterogeneity", "consistencies"]
    with duckdb.connect(str(place.warehouse)) as con:
        con.register("given", pa.concat_tables(values))
        run = "city_id, cast(year as integer) as year, 'drawn' as scheme_id"
        con.execute(
            f"""
            create or replace table intermediate.int_consistency_values as
            select {run}, substr('abcd', 1 + cast(department // {PER_CATEGORY} as integer), 1) as category_id,
                'd' || department as department_id, pair, cast(x as decimal(38, 9)) as x,
                cast(y as decimal(38, 9)) as y, cast(total as decimal(38, 9)) as total
            from given;
            create or replace table intermediate.int_runs as
            select distinct {run}, true as is_official from given;
            create or replace table staging.stg_departments_simulated as
            select distinct city_id, year, category_id, department_id from intermediate.int_consistency_values;
            create or replace table intermediate.int_leaf_points_none as
            select * from intermediate.int_leaf_points where false;
            create or replace table intermediate.int_consistency_p_values_none as
            select * from intermediate.int_consistency_p_values where false;
            """
        )
        for name in wanted:
            sql = next(compiled.rglob(f"{name}.sql")).read_text(encoding="utf-8")
            for table, other in (
                ('"staging"."stg_departments"', '"staging"."stg_departments_simulated"'),
                ('"intermediate"."int_leaf_points"', '"intermediate"."int_leaf_points_none"'),
                (
                    '"intermediate"."int_consistency_p_values"',
                    '"intermediate"."int_consistency_p_values_none"',
                ),
            ):
                sql = sql.replace(table, other)
            schema = "marts" if name == "consistencies" else "intermediate"
            con.execute(f"create or replace table {schema}.{name} as {sql}")
        return con.execute(
            """
            select pair, city_id, count(*), avg(case when rho_low > 0 or rho_high < 0 then 1.0 else 0 end),
                avg(case when verdict = 'consistent' then 1.0 else 0 end), avg(rho)
            from marts.consistencies
            where category_id is null and rho is not null
            group by pair, city_id order by pair, city_id
            """
        ).fetchall()


def main() -> None:
    """Simulate, build, print both tables and whether the claims hold; exit 1 if not."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cities", type=int, default=60)
    parser.add_argument("--years", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    random = np.random.default_rng(args.seed)
    cities = [f"c{n}" for n in range(args.cities)]
    holds = True
    with tempfile.TemporaryDirectory(prefix="calibration") as name:
        folder = Path(name)
        write_rule_book(folder / "seeds", cities)
        write_cities(folder / "raw", cities, random)
        place = Place(raw=folder / "raw", work=folder / "work", seeds=folder / "seeds")
        marts = ["+grade_probabilities", "+department_results", "+consistencies"]
        done = place.dbt("build", "--select", *marts, "--exclude", "resource_type:test")
        if done.returncode:
            sys.exit(done.stdout[-4000:])
        print("| 给出的概率 given | 部门·等次 n | 平均 mean given | 重抽得到 share that got it anew |")
        print("| --- | ---: | ---: | ---: |")
        for band, n, given, came in grade_table(place):
            print(f"| {band:.0%}-{band + 0.2:.0%} | {n} | {given:.1%} | {came:.1%} |")
            holds &= abs(band - 0.6) > 1e-9 or 0.6 <= came < 0.8
        print()
        print(
            "| 一致 pair | 与之相比 against | 年数 years | 区间不含0 excludes 0 | verdict consistent | mean rho |"
        )
        print("| --- | --- | ---: | ---: | ---: | ---: |")
        lines = consistency_table(place, args.years, random)
        for pair, against, n, excludes, consistent, rho in lines:
            print(f"| {pair} | {against} | {n} | {excludes:.1%} | {consistent:.1%} | {rho:.3f} |")
        # the three pairs have one null hypothesis, so their years are counted together
        excludes, consistent = (
            sum(line[n] for line in lines if line[1] == "rest") / sum(line[1] == "rest" for line in lines)
            for n in (3, 4)
        )
        print(f"| (all) | rest | {args.years * 3} | {excludes:.1%} | {consistent:.1%} | |")
        holds &= 0.03 <= excludes <= 0.06 and consistent < 0.02
        holds &= min(line[3] for line in lines if line[1] == "whole") > 3 * excludes
    print("\nclaims hold" if holds else "\nclaims do NOT hold")
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
