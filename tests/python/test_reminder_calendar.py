"""The calendar of due days reaches the build from the rule book, and a rule book without one reminds nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from yardstick import paths
from yardstick.plugin import _place_defaults

HEAD = "source,owner_office,due_mmdd,required\n"


@pytest.fixture()
def placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """A rule book of its own, and the file that the build will read."""
    monkeypatch.setenv("YARDSTICK_SEEDS_DIR", str(tmp_path / "seeds"))
    monkeypatch.setenv("YARDSTICK_WORK_DIR", str(tmp_path / "work"))
    (tmp_path / "seeds" / "reference").mkdir(parents=True)
    return (
        tmp_path / "seeds" / "reference" / "source_calendar.csv",
        tmp_path / "work" / "defaults" / "source_calendar.csv",
    )


def test_the_rule_books_own_calendar_is_used_and_left_alone(placed: tuple[Path, Path]) -> None:
    calendar, read = placed
    calendar.write_text(HEAD + "targets,目标办,05-15,1\n", encoding="utf-8")
    _place_defaults()
    assert read.read_bytes() == calendar.read_bytes()
    calendar.write_text(HEAD + "targets,目标办,06-15,1\n", encoding="utf-8")
    _place_defaults()
    assert "06-15" in read.read_text(encoding="utf-8")


def test_without_a_calendar_nothing_is_due_and_an_old_one_is_forgotten(placed: tuple[Path, Path]) -> None:
    calendar, read = placed
    shutil.copyfile(paths.PROJECT_DIR / "seeds" / "reference" / "source_calendar.csv", calendar)
    _place_defaults()
    assert len(read.read_text(encoding="utf-8").splitlines()) > 1
    calendar.unlink()
    _place_defaults()
    assert read.read_text(encoding="utf-8") == HEAD
