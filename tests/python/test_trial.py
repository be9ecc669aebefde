"""A trial of other decisions: a second build beside the user's data, compared with the release on show."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from builds import PROJECT, Place
from typer.testing import CliRunner

from yardstick.cli import app
from yardstick.release import current_release, read_manifest
from yardstick.trial import Comparison, Release, compare_releases, open_release
from yardstick.trial.tables import SAMPLE_MARK, TRIAL_MARK, conclusion

pytestmark = pytest.mark.slow

CITY, YEAR = "haibin", 2023
COLUMNS = (
    "decision_id, department_id, kind, steps, grade_id, component_id, target_id, reason_id, reason, document_no, "
    "decided_on"
)


def yardstick(place: Place, *arguments: object) -> subprocess.CompletedProcess[str]:
    """``python -m yardstick`` as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "yardstick", *map(str, arguments)],
        cwd=PROJECT,
        env=place.environment(PYTHONUTF8="1"),
        encoding="utf-8",
        capture_output=True,
        check=False,
    )


def fingerprints(place: Place) -> dict[str, str]:
    """sha256 of everything that is the user's: raw files, lake, warehouse, releases; not the trials."""
    trials = place.work / "trials"
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in (place.raw, place.work)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and trials not in path.parents
    }


def decisions_file(place: Place, path: Path, *more: str) -> Path:
    """The city-year's decisions as a CSV, and further rows."""
    rows = place.query(
        f"select {COLUMNS} from staging.stg_decisions where city_id = '{CITY}' and year = {YEAR}"
    )
    lines = [COLUMNS.replace(" ", "")]
    lines += [",".join("" if value is None else str(value) for value in row.values()) for row in rows]
    path.write_text("\n".join([*lines, *more]) + "\n", encoding="utf-8")
    return path


def downgrade(department: str, identifier: str = "t1") -> str:
    return f"{identifier},{department},downgrade,1,,,,,试算用,试〔2024〕1号,2024-02-01"


@dataclass
class Made:
    """What the trial of the tests printed and left, and what stood there before and after."""

    place: Place
    first: str  # excellent, downgraded in the trial
    second: str  # takes its place
    output: subprocess.CompletedProcess[str]
    folder: Path
    before: dict[str, str]
    after: dict[str, str]

    @property
    def comparison(self) -> Comparison:
        return compare_releases(open_release("current"), open_release("with-a-downgrade"))


@pytest.fixture(scope="session")
def made_once(mini: Place, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """One real trial: the best department of a category is downgraded; the scheme refills freed places."""
    queue = mini.query(
        f"""
        select department_id, grade_by_rank, grade_id from marts.department_results
        where city_id = '{CITY}' and year = {YEAR} and is_official and category_id = 'economic'
        order by category_rank nulls last
        """
    )
    first, second = (row["department_id"] for row in queue[:2])
    assert [row["grade_id"] for row in queue[:2]] == ["excellent", "good"]
    given = decisions_file(mini, tmp_path_factory.mktemp("given") / "新决定.csv", downgrade(first))
    before = fingerprints(mini)
    output = yardstick(mini, "trial", CITY, YEAR, given, "--name", "with-a-downgrade")
    folder = mini.work / "trials" / "with-a-downgrade"
    return Made(mini, first, second, output, folder, before, fingerprints(mini))


@pytest.fixture
def made(made_once: Made, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    """The trial, with the environment of its place."""
    for name, value in made_once.place.environment().items():
        monkeypatch.setenv(name, value)
    yield made_once


def both_ways(made: Made, mart: str, columns: str) -> list[tuple[Any, ...]]:
    """Rows of a mart (official runs) that only one of the two releases has, found without our code."""
    one = current_release(made.place.work / "releases")
    two = current_release(made.folder / "work" / "releases")
    with duckdb.connect() as connection:
        sides = [
            f"select {columns} from read_parquet('{folder}/office/{mart}.parquet') where is_official"
            for folder in (one, two)
        ]
        return connection.execute(
            f"select * from ({sides[0]} except {sides[1]}) union ({sides[1]} except {sides[0]}) order by all"
        ).fetchall()


def test_a_downgrade_moves_exactly_the_departments_it_moves(made: Made) -> None:
    assert made.output.returncode == 0, made.output.stderr
    found = made.comparison
    moved = {
        r["department_id"]: (r["grade_id_before"], r["grade_id_after"], r["change"]) for r in found.changed
    }
    assert moved == {
        made.first: ("excellent", "good", "decided"),
        made.second: ("good", "excellent", "takes_place"),
    }
    differing = both_ways(
        made, "department_results", "city_id, year, department_id, total, category_rank, grade_id"
    )
    assert {row[:3] for row in differing} == {(CITY, YEAR, made.first), (CITY, YEAR, made.second)}
    assert [(r["change"], r["decision_id"], r["department_id"]) for r in found.decisions or []] == [
        ("added", "t1", made.first)
    ]
    assert found.inputs == [] and found.as_of_dates is None
    assert len(found.departments) == 24, "all departments of the city-year are listed"


def test_uses_and_places_differ_as_the_marts_do(made: Made) -> None:
    found = made.comparison
    if found.uses is None:
        pytest.skip("no mart measures in this build")
    keys = ("city_id", "year", "department_id", "measure_id")
    differing = both_ways(made, "measures", ", ".join((*keys, "reason")))
    assert {tuple(r[k] for k in keys) for r in found.uses} == {row[:4] for row in differing} != set()
    # the place of the downgraded is taken: as many places and holders as before
    assert found.places == []
    assert both_ways(made, "grade_places", "city_id, year, category_id, grade_id, places, cut_total") == []


def small_release(
    folder: Path, grades: dict[str, str | None], places: int, as_of: str = "2024-03-31"
) -> Release:
    """A release of one category, made by hand: the grade of each department, the places of excellent."""
    keys = {"city_id": "c", "year": 2023, "scheme_id": "s", "is_official": True, "category_id": "a"}
    marts = {
        "department_results": [
            {**keys, "department_id": d, "name_zh": d, "name_en": d, "status": "complete", "total": 90.0}
            | {"category_rank": n, "n_ranked": len(grades), "grade_by_rank": "good", "grade_id": grade}
            for n, (d, grade) in enumerate(grades.items(), 1)
        ],
        "grade_places": [
            {**keys, "grade_id": "excellent", "grade_order": 1, "places": places, "cut_total": 90.0},
            {**keys, "grade_id": "good", "grade_order": 2, "places": 2, "cut_total": 80.0},
        ],
        "scheme_grades": [
            {"scheme_id": "s", "grade_id": g, "name_zh": g, "name_en": g, "grade_order": n}
            for n, g in enumerate(("excellent", "good", "pass"), 1)
        ],
    }
    (folder / "office").mkdir(parents=True)
    for name, rows in marts.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / "office" / f"{name}.parquet")
    manifest = {"release_id": folder.name, "status": "draft", "as_of_date": as_of, "is_sample": False}
    manifest |= {"created_at": "2024-03-31T08:00:00+00:00", "inputs": {"a.csv": as_of}, "rule_book": {}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return open_release(str(folder))


def test_every_kind_of_difference_has_its_word(tmp_path: Path) -> None:
    before = small_release(
        tmp_path / "one", {"d1": "excellent", "d2": "good", "d3": "good", "gone": "pass"}, 1
    )
    after = small_release(
        tmp_path / "two", {"d1": "good", "d2": "excellent", "d3": "good", "new": None}, 2, "2024-04-01"
    )
    found = compare_releases(before, after)
    assert {r["department_id"]: r["change"] for r in found.departments} == {
        "d1": "worse",
        "d2": "better",
        "d3": "same",
        "gone": "gone",
        "new": "new",
    }
    places = [
        (r["grade_id"], r["places_before"], r["places_after"], r["holders_after"]) for r in found.places
    ]
    assert places == [("excellent", 1, 2, 1)]
    assert [(r["name"], r["change"]) for r in found.inputs] == [("a.csv", "changed")]
    said = " ".join(conclusion(found))
    assert "2024-03-31 与 2024-04-01" in said and "1 个文件不同" in said
    assert "measures" in said and "decision_effects" in said, "what the releases do not hold is said"


def test_holders_are_those_in_the_end(tmp_path: Path) -> None:
    before = small_release(tmp_path / "one", {"d1": "excellent", "d2": "good"}, 1)
    after = small_release(tmp_path / "two", {"d1": "good", "d2": "good"}, 1)
    found = compare_releases(before, after).places
    holders = {r["grade_id"]: (r["holders_before"], r["holders_after"]) for r in found}
    assert holders == {"excellent": (1, 0), "good": (1, 2)}


def test_nothing_of_the_users_is_touched(made: Made) -> None:
    assert made.after == made.before
    assert len(made.before) > 100
    left = {path.name for path in (made.place.work / "trials").iterdir() if not path.name.startswith(".lock")}
    assert left == {"with-a-downgrade"}
    replaced = made.folder / "raw" / f"city_id={CITY}" / f"year={YEAR}"
    assert [p.name for p in replaced.glob("decisions*")] == ["decisions.csv"]


def test_the_terminal_says_what_happens_and_that_it_is_no_result(made: Made) -> None:
    text = made.output.stdout
    assert "2 个部门的等次改变" in text and "递补 1 个" in text and "2 department(s) change" in text
    for words in (TRIAL_MARK, SAMPLE_MARK, "with-a-downgrade", "comparison.xlsx", "新增 added", "t1"):
        assert words in text
    note = json.loads((made.folder / "trial.json").read_text(encoding="utf-8"))
    assert note["decisions"] == "新决定.csv"
    release = current_release(made.folder / "work" / "releases")
    assert release is not None and read_manifest(release)["trial"]["name"] == "with-a-downgrade"


def test_every_sheet_prints_with_title_version_and_mark(made: Made) -> None:
    book = openpyxl.load_workbook(made.folder / "comparison.xlsx")
    assert book.sheetnames[:4] == ["结论", "决定的不同", "部门结果", "名额和等次人数"]
    found = made.comparison
    for sheet in book:
        assert "with-a-downgrade" in sheet["A1"].value
        assert found.before.release_id in sheet["A2"].value and found.after.release_id in sheet["A2"].value
        assert TRIAL_MARK in sheet["A3"].value and SAMPLE_MARK in sheet["A3"].value
        assert sheet.freeze_panes == "A5" and sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A4) and sheet.print_title_rows == "$1:$4"
    sheet = book["部门结果"]
    assert sheet.max_row == 4 + 24
    marked = [row[0].row for row in sheet.iter_rows(min_row=5) if row[0].fill.fgColor.rgb == "00FFF4CE"]
    assert len(marked) == 2


def test_the_other_way_round_a_place_is_lost(made: Made) -> None:
    found = compare_releases(open_release("with-a-downgrade"), open_release("current"))
    assert {r["department_id"]: r["change"] for r in found.changed} == {
        made.first: "decided",
        made.second: "loses_place",
    }
    assert [(r["change"], r["decision_id"]) for r in found.decisions or []] == [("removed", "t1")]
    same = compare_releases(open_release("current"), open_release("current"))
    assert (same.departments, same.places, same.uses or [], same.decisions or [], same.inputs) == (
        [],
        [],
        [],
        [],
        [],
    )


def test_compare_takes_trials_ids_and_folders(made: Made, tmp_path: Path) -> None:
    folder = current_release(made.place.work / "releases")
    assert folder is not None
    for before in ("current", folder.name, str(folder)):
        result = CliRunner().invoke(
            app, ["compare", before, "with-a-downgrade", "--xlsx", str(tmp_path / "c.xlsx")]
        )
        assert result.exit_code == 0 and "2 个部门的等次改变" in result.output
    assert openpyxl.load_workbook(tmp_path / "c.xlsx")["结论"]["A3"].value.startswith(TRIAL_MARK)
    result = CliRunner().invoke(app, ["compare", "current", "nobody"])
    assert result.exit_code == 1 and "nobody" in result.output and folder.name in result.output


def test_a_bad_file_says_why_and_leaves_what_was_there(made: Made, tmp_path: Path) -> None:
    """A decision that contradicts another one of its document, and an unknown department; an older trial stays."""
    trial = {p: p.read_bytes() for p in made.folder.iterdir() if p.is_file()}
    promotion = f"t2,{made.first},promotion,1,excellent,,,,试算用,试〔2024〕1号,2024-02-01"
    unknown = downgrade("nobody", "t3")
    bad = decisions_file(made.place, tmp_path / "坏文件.csv", downgrade(made.first), promotion, unknown)
    before = fingerprints(made.place)
    result = CliRunner().invoke(app, ["trial", CITY, str(YEAR), str(bad), "--name", "with-a-downgrade"])
    assert result.exit_code == 1
    assert "坏文件.csv" in result.output and "decisions.csv" not in result.output
    assert "t1 (downgrade) / t2 (promotion excellent)" in result.output and "nobody" in result.output
    assert fingerprints(made.place) == before
    assert {p: p.read_bytes() for p in made.folder.iterdir() if p.is_file()} == trial
    assert sorted(p.name for p in (made.place.work / "trials").iterdir()) == [".lock", "with-a-downgrade"]


def test_what_cannot_be_tried_is_said_at_once(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = decisions_file(made.place, tmp_path / "good.csv")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    for arguments, words in (
        ([CITY, str(YEAR), str(tmp_path / "missing.csv")], "missing.csv"),
        ([CITY, str(YEAR), str(tmp_path / "scan.pdf")], "scan.pdf"),
        ([CITY, "2031", str(good)], f"{CITY} 2022, {CITY} 2023"),
        (["nowhere", str(YEAR), str(good)], "nowhere"),
        ([CITY, str(YEAR), str(good), "--name", "../escape"], "../escape"),
    ):
        result = CliRunner().invoke(app, ["trial", *arguments])
        assert result.exit_code == 1 and words in result.output, result.output
    monkeypatch.setenv("YARDSTICK_WORK_DIR", str(tmp_path / "work"))
    result = CliRunner().invoke(app, ["trial", CITY, str(YEAR), str(good)])
    assert result.exit_code == 1 and "dbt build" in result.output
    assert not list((tmp_path / "work").glob("trials/*"))


def test_it_waits_for_nobody_and_says_so(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another trial holds the lock, or a build the warehouse."""
    fcntl = pytest.importorskip("fcntl")
    good = decisions_file(made.place, tmp_path / "good.csv")
    for folder in ("releases", "lake"):
        (tmp_path / "work").mkdir(exist_ok=True)
        (tmp_path / "work" / folder).symlink_to(made.place.work / folder)
    monkeypatch.setenv("YARDSTICK_WORK_DIR", str(tmp_path / "work"))
    with duckdb.connect(str(tmp_path / "work" / "warehouse.duckdb")):
        result = CliRunner().invoke(app, ["trial", CITY, str(YEAR), str(good)])
    assert result.exit_code == 1 and "The warehouse is in use" in result.output
    trials = tmp_path / "work" / "trials"
    assert [p.name for p in trials.iterdir()] == [".lock"]
    with (trials / ".lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        result = CliRunner().invoke(app, ["trial", CITY, str(YEAR), str(good)])
    assert result.exit_code == 1 and "Another trial is being made" in result.output
