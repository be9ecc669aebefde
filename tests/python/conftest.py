"""Builds shared by the tests of a session: the worked case, and a small sample city from nothing."""

from __future__ import annotations

import shutil

import pytest
import worked_case
from builds import Place, make_mini_sample


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The worked case of ../shared, built; skipped, and said so, where the folder is not there."""
    if not worked_case.FOLDER.exists():
        pytest.skip("../shared/worked_case is not there: the marts are not compared with it")
    folder = tmp_path_factory.mktemp("worked")
    seeds = folder / "seeds"
    for part in ("scheme", "reference"):
        shutil.copytree(worked_case.FOLDER / "seeds" / part, seeds / part, copy_function=shutil.copyfile)
    place = Place(raw=worked_case.FOLDER / "raw", work=folder / "work", seeds=seeds)
    place.build()
    return place


@pytest.fixture(scope="session")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small sample city, from an empty folder to a release."""
    folder = tmp_path_factory.mktemp("mini")
    make_mini_sample(folder / "raw")
    place = Place(raw=folder / "raw", work=folder / "work")
    place.build(YARDSTICK_UNIT_TESTS="1")  # the unit tests of the rules run here, once
    return place
