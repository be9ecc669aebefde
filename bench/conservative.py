"""How much of the planted conservative behaviour the tests find, and how often they flag somebody who did nothing.

Reads a built warehouse of the sample and the truth beside its raw folder, and prints one Markdown table: per kind and
test, department-years with something planted that came to something (``has_effect``), how many of them are flagged
(recall), how many of the others are (false alarms). Nothing here enters a computation: the truth is never read by the
build, and no threshold was chosen by it.

Usage: ``python bench/conservative.py [--warehouse work/warehouse.duckdb] [--truth truth/conservative.csv]``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
#: cells that could be flagged: findings, and what the tests that keep only their flags could have flagged
UNITS = """
create temp table cells as
select kind, test_id, city_id, year, department_id, coalesce(target_id, '') as target_id, is_flagged from findings
union all
select case test_id when 'switched' then 'concrete_for_vague' when 'dropped' then 'heavy_for_light' else 'slack' end,
    test_id, city_id, year, department_id, '', false
from testable;
create temp table units as
select kind, test_id, 'department-year' as unit, city_id, year, department_id, '' as target_id,
    max(is_flagged) as is_flagged
from cells group by all
union all
select kind, '(any)', 'department-year', city_id, year, department_id, '', max(is_flagged) from cells group by all
union all
select kind, test_id, 'target', city_id, year, department_id, target_id, is_flagged
from cells where kind = 'high_for_low'
union all
select kind, '(any)', 'target', city_id, year, department_id, target_id, max(is_flagged)
from cells where kind = 'high_for_low' group by all
union all
select 'proposal', '1 step or 2', 'department-year', city_id, year, department_id, '', proposed_steps > 0
from proposals
union all
select 'proposal', '2 steps', 'department-year', city_id, year, department_id, '', proposed_steps = 2
from proposals
"""
PLANTED = """
create temp table planted as
select distinct kind, 'department-year' as unit, city_id, year, department_id, '' as target_id
from truth where planted = 1 and has_effect = 1
union all
select distinct kind, 'target', city_id, year, department_id, target_id
from truth where planted = 1 and has_effect = 1 and target_id is not null
union all
select distinct 'proposal', 'department-year', city_id, year, department_id, ''
from truth where planted = 1 and has_effect = 1
"""
TABLE = """
select
    kind, test_id, unit,
    (select count(*) from planted where planted.kind = units.kind and planted.unit = units.unit) as n_planted,
    count(*) filter (where is_planted) as n_planted_tested,
    count(*) filter (where is_planted and is_flagged) as n_found,
    count(*) filter (where not is_planted) as n_others,
    count(*) filter (where not is_planted and is_flagged) as n_false
from (
    select units.*, planted.kind is not null as is_planted
    from units left join planted using (kind, unit, city_id, year, department_id, target_id)
) as units
where kind <> 'slack'
group by kind, test_id, unit
order by kind = 'proposal', kind, unit, test_id
"""


@dataclass(frozen=True)
class Line:
    """One line of the table: a test, or any test of a kind, by department-year or by target."""

    kind: str
    test_id: str
    unit: str
    n_planted: int
    n_planted_tested: int
    n_found: int
    n_others: int
    n_false: int

    @property
    def recall(self) -> float | None:
        """Flagged part (0-1) of what was planted, untestable ones included; None where nothing was planted."""
        return self.n_found / self.n_planted if self.n_planted else None

    @property
    def false_alarms(self) -> float | None:
        """Flagged part (0-1) of the others that could be tested."""
        return self.n_false / self.n_others if self.n_others else None


def measure(warehouse: Path, truth: Path) -> list[Line]:
    """The lines for a warehouse that holds the sample; raises duckdb.Error if it lacks the marts or the truth."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"attach '{warehouse}' as built (read_only)")
        connection.execute("create temp table findings as from built.marts.conservative_findings")
        connection.execute("create temp table proposals as from built.marts.conservative_proposals")
        connection.execute("create temp table testable as from built.intermediate.int_conservative_testable")
        connection.execute("create temp table truth as from read_csv(?, header = true)", [str(truth)])
        for sql in (UNITS, PLANTED):
            connection.execute(sql)
        return [Line(*row) for row in connection.execute(TABLE).fetchall()]


def as_table(lines: list[Line]) -> str:
    """The lines in Markdown."""

    def share(value: float | None) -> str:
        return "—" if value is None else f"{value:.0%}"

    rows = [
        "| 种类 kind | 检验 test | 单位 unit | 埋下 planted | 可检验 testable | 查出 found | 查全 recall"
        " | 其余 others | 误报 false alarms |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for line in lines:
        rows.append(
            f"| {line.kind} | {line.test_id} | {line.unit} | {line.n_planted} | {line.n_planted_tested}"
            f" | {line.n_found} | {share(line.recall)} | {line.n_others}"
            f" | {line.n_false} ({share(line.false_alarms)}) |"
        )
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--warehouse", type=Path, default=PROJECT / "work" / "warehouse.duckdb")
    parser.add_argument("--truth", type=Path, default=PROJECT / "truth" / "conservative.csv")
    arguments = parser.parse_args()
    print(as_table(measure(arguments.warehouse, arguments.truth)))


if __name__ == "__main__":
    main()
