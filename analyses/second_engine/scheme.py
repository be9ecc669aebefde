"""The rule book of one scheme (rules.md: Runs, Arithmetic, section 1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from pathlib import Path

from .reading import Row, exact, seed

TABLES = [
    "components", "mark_options", "rater_groups", "survey_items", "daily_items", "setting_criteria",
    "grades", "grade_caps", "grade_shares", "settings", "scheme_years", "scheme_scenarios",
]  # fmt: skip
WIDE = Context(prec=80)
# The values in brackets of rules.md, used where no seeds/defaults/settings.csv is at hand. "" = none.
BRACKETS = {
    "points_total": "100", "points_decimals": "2", "straight_line_min_marks": "20",
    "straight_line_min_departments": "5", "remove_straight_lines": "0", "mark_mode": "rate", "rank_step": "2",
    "count_pending": "0", "daily_base": "100", "daily_bonus_cap": "", "daily_overflow": "0",
    "targets_close_on": "12-31", "year_end_cutoff": "", "stretch_bonus": "10",
    "default_stretch": "0.2", "trimmed_from_assessors": "5", "late_points_per_day": "1",
    "min_assessors": "3", "unreported_target": "zero", "difficulty_span": "0.10", "target_cap": "100",
    "setting_share": "0.10", "admonition_below": "", "vetoed_count_in_base": "1", "rounding": "each",
    "tie_keys": "target;social;leader", "tie_policy": "all_up", "carry_unfilled": "0",
    "downgrade_lowest": "pass", "refill": "0", "contribution_measure": "rate",
}  # fmt: skip


def decimal(value: float | Fraction | Decimal | int) -> Decimal:
    """Cast to DECIMAL(38,9), nearest."""
    if isinstance(value, Fraction):
        value = WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Decimal(value).quantize(Decimal("1e-9"), ROUND_HALF_UP, WIDE)


def fix(value: float | Fraction | Decimal | int, digits: int) -> Decimal:
    """Arithmetic: cast to DECIMAL(38,9), then round half away from zero; never round a double."""
    return decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, WIDE)


def value_or_none(value: str) -> str:
    """An absent cap, line or cut-off means none: the empty text."""
    return "" if value.lower() in {"none", "null"} else value


@dataclass
class Node:
    """A component with its exact maximum of points."""

    id: str
    parent: str
    kind: str
    method: str
    max_points: Fraction
    children: list[str] = field(default_factory=list)


class Scheme:
    """All rows of one scheme; `setting` gives a value with the component's own row first."""

    def __init__(self, scheme_id: str, tables: dict[str, list[Row]], defaults: dict[str, str]) -> None:
        self.id, self.defaults = scheme_id, defaults
        self.tables = {t: [r for r in rows if r["scheme_id"] == scheme_id] for t, rows in tables.items()}
        rows = self.tables["settings"]
        self.settings = {(r["setting_id"], r["component_id"]): value_or_none(r["value"]) for r in rows}
        in_order = sorted(self.tables["grades"], key=lambda r: int(r["grade_order"]))
        self.grades = [r["grade_id"] for r in in_order]
        self.nodes = self.tree()

    def setting(self, name: str, component: str = "") -> str:
        """Settings: the component's row, else the scheme's row, else the default ("" = none)."""
        for key in ((name, component), (name, "")):
            if key in self.settings:
                return self.settings[key]
        return self.defaults[name]

    def tree(self) -> dict[str, Node]:
        """Section 1: max_points(child) = max_points(parent) x share, exact; a bonus node has its cap."""
        rows = {r["component_id"]: r for r in self.tables["components"]}
        nodes: dict[str, Node] = {}

        def visit(row: Row, points: Fraction) -> None:
            node = Node(row["component_id"], row["parent_id"], row["kind"], row["method"], points)
            nodes[node.id] = node
            for child in rows.values():
                if child["parent_id"] != node.id:
                    continue
                if child["kind"] == "bonus":
                    visit(child, exact(child["bonus_cap"]) or Fraction(0))
                else:
                    node.children.append(child["component_id"])
                    visit(child, points * Fraction(child["share_num"]) / Fraction(child["share_den"]))

        visit(next(r for r in rows.values() if not r["parent_id"]), Fraction(self.setting("points_total")))
        return nodes

    def leaves(self, method: str) -> list[Node]:
        return [n for n in self.nodes.values() if n.method == method]

    def ancestors(self, component: str) -> list[str]:
        """The component and everything above it."""
        path = []
        while component:
            path.append(component)
            component = self.nodes[component].parent
        return path


def load_schemes(seeds: Path, project: Path) -> tuple[dict[str, Scheme], dict[str, list[Row]]]:
    """Every scheme by id, and the tables as they stand."""
    tables = {t: seed(seeds / "scheme" / f"{t}.csv") for t in TABLES}
    files = [seeds / "defaults" / "settings.csv", project / "seeds" / "defaults" / "settings.csv"]
    given = next((seed(f) for f in files if f.exists()), [])
    defaults = BRACKETS | {r["setting_id"]: value_or_none(r["value"]) for r in given}
    ids = {r["scheme_id"] for r in tables["components"]}
    return {i: Scheme(i, tables, defaults) for i in sorted(ids)}, tables
