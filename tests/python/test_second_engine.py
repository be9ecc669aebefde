"""The second engine agrees with the worked case, notices tampering and shares no code with yardstick/."""

from __future__ import annotations

import ast
import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
ENGINE = PROJECT / "analyses" / "second_engine.py"
CASE = PROJECT.parent / "shared" / "worked_case"
MARTS = [
    "department_results", "component_results", "survey_results", "target_results", "grade_places",
    "contributions", "quarantine",
]  # fmt: skip
needs_case = pytest.mark.skipif(not CASE.is_dir(), reason=f"the worked case is not here: {CASE}")


def run_engine(marts: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ENGINE), "--raw", str(CASE / "raw"), "--seeds", str(CASE / "seeds")]
    env = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [*command, "--marts", str(marts)], capture_output=True, encoding="utf-8", env=env, check=False
    )


def copy_marts(target: Path) -> Path:
    for mart in MARTS:
        shutil.copy(CASE / "expected" / f"{mart}.csv", target)
    return target


def rewrite(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@needs_case
def test_it_agrees_with_the_worked_case() -> None:
    done = run_engine(CASE / "expected")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "全部一致 / everything agrees" in done.stdout


@needs_case
def test_it_reports_one_total_changed_by_a_hundredth_and_one_grade_swapped(tmp_path: Path) -> None:
    marts = copy_marts(tmp_path)
    touched = {}

    def tamper(rows: list[dict[str, str]]) -> None:
        total = next(r for r in rows if r["total"])
        total["total"] = str(Decimal(total["total"]) + Decimal("0.01"))
        grade = next(r for r in rows if r["grade_id"] == "good")
        grade["grade_id"] = "pass"
        touched.update(total=total["department_id"], grade=grade["department_id"])

    rewrite(marts / "department_results.csv", tamper)
    done = run_engine(marts)
    assert done.returncode == 1, done.stdout + done.stderr
    reported = [line for line in done.stdout.splitlines() if line.startswith("不一致 / differs")]
    assert len(reported) == 2
    assert any(touched["total"] in line and " total:" in line for line in reported)
    assert any(touched["grade"] in line and " grade_id:" in line and "= good" in line for line in reported)


@needs_case
def test_it_reports_rows_and_marts_that_are_gone(tmp_path: Path) -> None:
    marts = copy_marts(tmp_path)
    (marts / "contributions.csv").unlink()
    rewrite(marts / "grade_places.csv", lambda rows: rows.pop())
    done = run_engine(marts)
    assert done.returncode == 1
    assert "no such mart" in done.stdout
    assert "grade_places" in done.stdout and "no row" in done.stdout


def test_it_imports_nothing_of_yardstick() -> None:
    files = [ENGINE, *sorted(ENGINE.with_suffix("").glob("*.py"))]
    assert len(files) > 1
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            tops = {name.split(".")[0] for name in names}
            assert not tops & {"yardstick", "duckdb", "dbt"}, f"{path.name} imports {tops}"
