"""Real ``dbt build`` runs for the tests: each in a process and a work folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Place:
    """A raw folder, a rule book and a work folder, and the project that builds them."""

    raw: Path
    work: Path
    seeds: Path = PROJECT / "seeds"
    project: Path = PROJECT
    as_of: str = "2025-03-31"

    def environment(self, **more: str) -> dict[str, str]:
        return {
            **os.environ,
            "YARDSTICK_RAW_DIR": str(self.raw),
            "YARDSTICK_WORK_DIR": str(self.work),
            "YARDSTICK_SEEDS_DIR": str(self.seeds),
            "YARDSTICK_AS_OF_DATE": self.as_of,
            "DBT_TARGET_PATH": str(self.work / "target"),
            "DBT_LOG_PATH": str(self.work / "logs"),
            "DO_NOT_TRACK": "1",
            **more,
        }

    def dbt(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run dbt to its end; output captured (stdout and stderr together)."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.project,
            env=self.environment(**more),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start dbt and return at once, in a process group of its own."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.project,
            env=self.environment(),
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [str(Path(sys.executable).with_name("dbt")), *arguments]

    def build(self, **more: str) -> str:
        """``dbt build``, which must succeed; returns its output."""
        done = self.dbt("build", **more)
        assert done.returncode == 0, done.stdout[-4000:]
        return done.stdout

    @property
    def warehouse(self) -> Path:
        return self.work / "warehouse.duckdb"

    def query(self, sql: str) -> list[dict[str, Any]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            cursor = connection.execute(sql)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def marts(self) -> list[str]:
        rows = self.query(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        )
        return [row["table_name"] for row in rows]


def make_mini_sample(raw: Path, years: str = "2022-2023", departments: int = 24, ballots: int = 900) -> None:
    """A small sample city over the change of scheme."""
    subprocess.run(
        [sys.executable, "-m", "yardstick", "sample", "--cities", "1", "--years", years]
        + ["--departments", str(departments), "--ballots", str(ballots), "--raw", str(raw)],
        cwd=PROJECT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
