"""The whole yearly job on a small city: from raw files to a release, and what happens when something goes wrong."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from builds import PROJECT, Place

pytestmark = pytest.mark.slow

#: differ between builds by nature: when a file was taken in
NOT_COMPARED = {"intake_files": ["loaded_at"]}


def _current(place: Place) -> str:
    return json.loads((place.work / "releases" / "current.json").read_text())["release_id"]


def _release(place: Place) -> Path:
    return place.work / "releases" / _current(place)


def _lake_times(place: Place) -> dict[str, int]:
    return {
        str(p): p.stat().st_mtime_ns for p in (place.work / "lake").glob("[a-z]*/city_id=*/year=*/*.parquet")
    }


def _differences(one: Path, two: Path, marts: list[str]) -> list[str]:
    """Marts of two warehouses that are not the same rows, both ways, unrounded."""
    found = []
    with duckdb.connect() as con:
        con.execute(f"attach '{one}' as one (read_only)")
        con.execute(f"attach '{two}' as two (read_only)")
        for mart in marts:
            left_out = NOT_COMPARED.get(mart, [])
            columns = "*" if not left_out else f"* exclude ({', '.join(left_out)})"
            for a, b in (("one", "two"), ("two", "one")):
                sql = f"select {columns} from {a}.marts.{mart} except all select {columns} from {b}.marts.{mart}"
                if rows := con.execute(f"select count(*) from ({sql})").fetchall()[0][0]:
                    found.append(f"{mart}: {rows} rows only in {a}")
    return found


#: needs a second city; the sample publishes what it planted, so nothing differs; a finding may be absent
EMPTY_IN_MINI = {"line_comparisons", "published_differences", "measure_findings", "target_findings"}


def test_a_small_city_goes_from_raw_files_to_a_release(mini: Place) -> None:
    release = _release(mini)
    manifest = json.loads((release / "manifest.json").read_text())
    assert manifest["status"] == "draft"
    assert manifest["is_sample"] is True
    open_appeals = (
        "select city_id, year, count(*) as n_open_appeals from marts.appeal_states where state = 'open'"
    )
    open_appeals += " group by city_id, year order by city_id, year"
    provisional = sorted(manifest["provisional"], key=lambda row: (row["city_id"], row["year"]))
    assert provisional == mini.query(open_appeals)
    for mart in mini.marts():
        path = release / "office" / f"{mart}.parquet"
        assert pq.read_metadata(path).num_rows == manifest["marts"][mart]["rows"]
        assert (
            mini.query(f"select count(*) as n from marts.{mart}")[0]["n"] == manifest["marts"][mart]["rows"]
        )
        assert manifest["marts"][mart]["rows"] > 0 or mart in EMPTY_IN_MINI, f"{mart} is empty"
    codebook = json.loads((release / "codebook.json").read_text())
    assert all(
        codebook[mart]["description"] and all(codebook[mart]["columns"].values()) for mart in mini.marts()
    )


def test_a_build_leaves_the_rule_book_as_it_was(tmp_path: Path) -> None:
    """dbt would write its SQL over a seed whose path is absolute (macros/noop_statement.sql prevents it)."""
    seeds = tmp_path / "seeds"
    shutil.copytree(PROJECT / "seeds", seeds)
    before = {path: path.read_bytes() for path in seeds.rglob("*.csv")}
    place = Place(raw=tmp_path / "raw", work=tmp_path / "work", seeds=seeds)
    done = place.dbt("seed")
    assert done.returncode == 0, done.stdout[-2000:]
    assert {path: path.read_bytes() for path in seeds.rglob("*.csv")} == before
    assert len(before) > 15


def test_the_second_engine_agrees_with_the_release(mini: Place) -> None:
    done = subprocess.run(
        [sys.executable, "analyses/second_engine.py"],
        cwd=PROJECT,
        env=mini.environment(),
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_second_build_reads_nothing_anew_and_gives_the_same_marts(mini: Place, tmp_path: Path) -> None:
    before = tmp_path / "before" / "warehouse.duckdb"
    before.parent.mkdir()
    shutil.copyfile(mini.warehouse, before)
    times = _lake_times(mini)
    output = mini.build(YARDSTICK_THREADS="2", YARDSTICK_DUCKDB_THREADS="2")
    assert ", 0 read," in output, output[:3000]
    assert _lake_times(mini) == times
    assert _differences(before, mini.warehouse, mini.marts()) == []


def test_marts_do_not_depend_on_the_number_of_threads(mini: Place, tmp_path: Path) -> None:
    """From nothing, with one thread of dbt and of DuckDB, against the build with four."""
    other = Place(raw=mini.raw, work=tmp_path / "work")
    shutil.copytree(mini.work / "lake", other.work / "lake")
    other.build(YARDSTICK_THREADS="1", YARDSTICK_DUCKDB_THREADS="1")
    assert _differences(mini.warehouse, other.warehouse, mini.marts()) == []


def test_shares_that_do_not_sum_stop_the_build_before_any_scoring(mini: Place, tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(mini.seeds, seeds)
    path = seeds / "scheme" / "components.csv"
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["scheme_id"] == "sanwei_2019" and row["component_id"] == "daily":
            row["share_num"], row["share_den"] = "35", "100"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    before = _current(mini)
    done = Place(raw=mini.raw, work=mini.work, seeds=seeds).dbt("build")
    assert done.returncode != 0
    results = json.loads((mini.work / "target" / "run_results.json").read_text())["results"]
    status = {result["unique_id"].split(".")[2]: result["status"] for result in results}
    assert status["the_rule_book_has_no_mistake"] == "fail"
    scoring = {path.stem for path in (PROJECT / "models" / "intermediate" / "scoring").glob("*.sql")}
    grading = {path.stem for path in (PROJECT / "models" / "intermediate" / "grading").glob("*.sql")}
    rule_books = {
        "int_grades_ordered",
        "int_grade_evidence",
    }  # the scheme's grades, the decisions: no scoring
    ran = {name for name in (scoring | grading) - rule_books if status.get(name) != "skipped"}
    assert ran == set()
    found = mini.query("select scheme_id, object_id, found from intermediate.int_scheme_findings")
    assert found == [{"scheme_id": "sanwei_2019", "object_id": "total", "found": "1.05"}]
    assert _current(mini) == before, "a failing build must leave the last release on show"
    mini.build()


def test_a_build_killed_half_way_leaves_the_release_and_the_next_build_succeeds(mini: Place) -> None:
    before = _current(mini)
    marker = mini.work / "target" / "run_results.json"
    marker.unlink(missing_ok=True)
    process = mini.start("build", "--full-refresh")
    try:
        log = mini.work / "logs" / "dbt.log"
        size = log.stat().st_size
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and b"int_leaf_points" not in log.read_bytes()[size:]:
            time.sleep(0.2)
        assert process.poll() is None, "the build ended before it could be killed"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert _current(mini) == before
    assert pq.read_metadata(_release(mini) / "office" / "department_results.parquet").num_rows > 0
    mini.build()
    assert _current(mini) != before
    assert not list((mini.work / "releases").glob(".building-*"))


def test_the_dashboard_and_a_build_do_not_disturb_each_other(
    mini: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dashboard's own queries go on while a build runs, and show the new release when it is there."""
    from dashboard import data
    from dashboard.access import Viewer

    monkeypatch.setenv("YARDSTICK_WORK_DIR", str(mini.work))
    office = Viewer("office", is_single_user=True)
    before = _current(mini)
    seen: set[str] = set()
    failures: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                release = data.open_release(office)
                assert release is not None
                seen.add(release.release_id)
                data._rows.clear()  # ask the files anew, not the cache
                if data.department_years(office, release, "haibin", 2023).empty:
                    failures.append("no rows")
            except Exception as error:  # any failure of the reader is a finding
                failures.append(repr(error))
            time.sleep(0.05)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        mini.build()
    finally:
        time.sleep(0.5)
        stop.set()
        reader.join()
    assert failures == []
    assert seen == {before, _current(mini)}


def test_a_narrowed_build_leaves_no_release(mini: Place) -> None:
    before = _current(mini)
    done = mini.dbt("build", "--select", "category_names")
    assert done.returncode == 0, done.stdout[-2000:]
    assert _current(mini) == before


def test_a_rule_broken_on_purpose_makes_the_second_engine_disagree(mini: Place, tmp_path: Path) -> None:
    project = tmp_path / "project"
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", ".tools", "work", "raw", "truth", "target", "logs", "__pycache__"
    )
    shutil.copytree(PROJECT, project, ignore=left_out)
    model = project / "models" / "intermediate" / "daily" / "int_daily_scores.sql"
    sql = model.read_text(encoding="utf-8")
    broken = sql.replace("- coalesce(summed.penalty_points, 0)", "- 0.5 * coalesce(summed.penalty_points, 0)")
    assert broken != sql
    model.write_text(broken, encoding="utf-8")
    place = Place(raw=mini.raw, work=tmp_path / "work", project=project)
    shutil.copytree(mini.work / "lake", place.work / "lake")
    done = place.dbt("build")
    assert (place.work / "warehouse.duckdb").exists(), done.stdout[-2000:]
    marts = tmp_path / "marts"
    marts.mkdir()
    with duckdb.connect(str(place.warehouse), read_only=True) as con:
        for mart in place.marts():
            con.execute(f"copy (select * from marts.{mart}) to '{marts / mart}.parquet' (format parquet)")
    engine = subprocess.run(
        [sys.executable, "analyses/second_engine.py", "--marts", str(marts)],
        cwd=PROJECT,
        env=place.environment(),
        text=True,
        capture_output=True,
        check=False,
    )
    assert engine.returncode == 1, engine.stdout + engine.stderr
    assert "daily" in engine.stdout
