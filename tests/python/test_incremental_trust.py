"""What is kept between builds (draws, permutation tests) is what a build from nothing would compute."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from builds import PROJECT, Place, make_mini_sample

pytestmark = pytest.mark.slow

#: the marts that come from kept draws and permutations
MARTS = ["consistencies", "grade_outlook", "grade_probabilities", "weight_perturbation"]
KEPT = {"draws": "int_draw_results", "permutations": "int_permutation_results"}
#: everything above the four marts, without tests, seeds included
ONLY = ["--select", *[f"+{mart}" for mart in MARTS], "--exclude", "resource_type:test"]


def kept(place: Place, what: str) -> dict[tuple[str, int], str]:
    """City-year -> fingerprint of what is kept of it."""
    rows = place.query(f"select distinct city_id, year, fingerprint from intermediate.{KEPT[what]}")
    assert len({(row["city_id"], row["year"]) for row in rows}) == len(rows), (
        "two fingerprints of a city-year"
    )
    return {(row["city_id"], row["year"]): row["fingerprint"] for row in rows}


def drawn_anew(place: Place) -> set[tuple[str, int]]:
    """The city-years whose draws the last build computed."""
    rows = place.query("select distinct city_id, year from intermediate.int_draws where draw <> 0")
    return {(row["city_id"], row["year"]) for row in rows}


def differences(one: Path, two: Path) -> list[str]:
    """Rows of the four marts that stand in one warehouse only, unrounded."""
    found = []
    with duckdb.connect() as con:
        con.execute(f"attach '{one}' as one (read_only)")
        con.execute(f"attach '{two}' as two (read_only)")
        for mart in MARTS:
            for a, b in (("one", "two"), ("two", "one")):
                sql = f"select count(*) from (from {a}.marts.{mart} except all from {b}.marts.{mart})"
                if rows := con.execute(sql).fetchall()[0][0]:
                    found.append(f"{mart}: {rows} rows only in {a}")
    return found


def build(place: Place, *more: str) -> None:
    done = place.dbt("build", *ONLY, *more)
    assert done.returncode == 0, done.stdout[-4000:]


def change_cell(path: Path, column: str, value: str, **where: str) -> None:
    """Write ``value`` into ``column`` of the rows of a CSV that have the given values; at least one."""
    with open(path, encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, names = list(reader), list(reader.fieldnames or [])
    hits = [row for row in rows if all(row[key] == wanted for key, wanted in where.items())]
    assert hits, f"no row of {path.name} with {where}"
    for row in hits:
        row[column] = value
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small sample city over the change of scheme, with a rule book of its own, built once."""
    folder = tmp_path_factory.mktemp("trust")
    shutil.copytree(PROJECT / "seeds", folder / "seeds")
    make_mini_sample(folder / "raw", departments=16, ballots=300)
    own = Place(raw=folder / "raw", work=folder / "work", seeds=folder / "seeds")
    build(own)
    assert {year for _, year in drawn_anew(own)} == {2022, 2023}
    return own


def same_as_from_nothing(place: Place, folder: Path) -> list[str]:
    """Differences between the kept warehouse and a build of the same files from nothing."""
    fresh = replace(place, work=folder / "fresh")
    shutil.copytree(place.work / "lake", fresh.work / "lake")
    build(fresh)
    return differences(place.warehouse, fresh.warehouse)


def test_nothing_is_drawn_when_nothing_changed(place: Place) -> None:
    before = {what: kept(place, what) for what in KEPT}
    build(place)
    assert drawn_anew(place) == set()
    assert place.query("select count(*) as n from intermediate.int_permuted_correlations")[0]["n"] == 0
    assert {what: kept(place, what) for what in KEPT} == before


def test_a_changed_option_draws_the_years_of_its_scheme_only(place: Place) -> None:
    """An option's points enter through the ballots; the year under the other scheme stays as it is."""
    scheme = place.query("select scheme_id from intermediate.int_runs where is_official and year = 2022")
    before = {what: kept(place, what) for what in KEPT}
    options = place.seeds / "scheme" / "mark_options.csv"
    with open(options, encoding="utf-8", newline="") as file:
        option = next(
            row
            for row in csv.DictReader(file)
            if row["scheme_id"] == scheme[0]["scheme_id"] and row["points"] not in ("", "0", "100")
        )
    where = {key: option[key] for key in ("scheme_id", "evaluation_id", "option_id")}
    change_cell(options, "points", str(float(option["points"]) + 7), **where)
    build(place)
    assert {year for _, year in drawn_anew(place)} == {2022}
    for what in KEPT:
        changed = {key[1] for key in before[what] if before[what][key] != kept(place, what)[key]}
        assert changed == {2022}, what


def test_a_late_decision_reaches_the_replicates(place: Place, tmp_path: Path) -> None:
    """A veto changes no score: only the grades of the draws, not the permutation tests (the option is changed too)."""
    before = {what: kept(place, what) for what in KEPT}
    graded = place.query(
        "select department_id, grade_id from marts.grade_outlook where year = 2023 order by category_rank limit 1"
    )[0]
    folder = next(place.raw.glob("city_id=*/year=2023"))
    (folder / "decisions_late.csv").write_text(
        "decision_id,department_id,kind,reason,document_no,decided_on\n"
        f"late_veto,{graded['department_id']},veto,found late,No. 1,2024-02-01\n",
        encoding="utf-8",
    )
    build(place)
    assert {year for _, year in drawn_anew(place)} == {2023}
    assert kept(place, "permutations") == before["permutations"]
    grades = place.query(
        "select grade_id, probability from marts.grade_probabilities where year = 2023"
        f" and department_id = '{graded['department_id']}' order by grade_order"
    )
    assert grades[-1]["probability"] == 1.0
    assert graded["grade_id"] != grades[-1]["grade_id"]
    assert same_as_from_nothing(place, tmp_path) == []


def test_a_setting_of_the_draws_alone_draws_anew(place: Place) -> None:
    settings = place.seeds / "scheme" / "settings.csv"
    with open(settings, encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    scheme = place.query("select scheme_id from intermediate.int_runs where is_official and year = 2023")[0]
    row = {"scheme_id": scheme["scheme_id"], "setting_id": "replicates", "value": "40"}
    with open(settings, encoding="utf-8", newline="") as file:
        rows = [line for line in csv.DictReader(file) if line["setting_id"] != "replicates"]
    with open(settings, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows([*rows, row])
    build(place)
    counted = place.query(
        "select year, count(distinct draw) as n from intermediate.int_draw_results"
        " where kind = 'ballots' group by year order by year"
    )
    assert [(line["year"], line["n"]) for line in counted] == [(2022, 200), (2023, 40)]


def test_what_is_gone_from_the_lake_is_gone_from_what_is_kept(place: Place, tmp_path: Path) -> None:
    """A removed ballots file leaves no survey; a removed year leaves nothing."""
    folder = next(place.raw.glob("city_id=*/year=2023"))
    for path in folder.glob("ballots*"):
        path.unlink()
    for path in folder.glob("marks*"):
        path.unlink()
    build(place)
    assert {year for _, year in drawn_anew(place)} == {2023}
    assert place.query("select count(*) as n from marts.grade_outlook where year = 2023")[0]["n"] == 0
    assert same_as_from_nothing(place, tmp_path) == []
    shutil.rmtree(folder)
    build(place)
    for what in KEPT:
        assert {year for _, year in kept(place, what)} == {2022}, what
