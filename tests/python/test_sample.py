"""The sample: deterministic, legal but for its plants, sized by option, never over somebody's own data."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from yardstick.sample import SampleError, SampleReport, make_sample, parse_years

SMALL = {"years": (2022, 2023), "departments": 16, "ballots": 240}
SOURCES = {
    "appeals",
    "ballots",
    "benchmarks",
    "city_tasks",
    "daily_records",
    "decisions",
    "departments",
    "direct_scores",
    "marks",
    "measures_taken",
    "officials",
    "opinions",
    "published_results",
    "rectifications",
    "scheme_comments",
    "survey_frames",
    "target_reports",
    "target_reviews",
    "targets",
    "task_shares",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    return make_sample(tmp_path_factory.mktemp("sample") / "raw", **SMALL)


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def digests(folder: Path) -> dict[str, str]:
    files = sorted(f for f in folder.rglob("*") if f.is_file())
    return {f.relative_to(folder).as_posix(): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@pytest.fixture(scope="module")
def one_year(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """Both cities in one year, so that every planted refusal falls into it and intake has little to read."""
    return make_sample(tmp_path_factory.mktemp("year") / "raw", **{**SMALL, "years": (2023, 2023)})


@pytest.fixture(scope="module")
def taken_in(one_year: SampleReport, tmp_path_factory: pytest.TempPathFactory):
    """The one-year sample after the real intake: a connection with one view per source and for quarantine."""
    import duckdb

    from yardstick.intake import load

    work = tmp_path_factory.mktemp("work")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("YARDSTICK_RAW_DIR", str(one_year.raw_dir))
        patch.setenv("YARDSTICK_WORK_DIR", str(work))
        load()
    connection = duckdb.connect()
    for source in (*SOURCES, "quarantine", "intake_files"):
        connection.execute(
            f"CREATE VIEW {source} AS SELECT * FROM read_parquet('{work}/lake/{source}/**/*.parquet', "
            "union_by_name = true, hive_partitioning = false)"
        )
    return connection


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(small, tmp_path):
    again = make_sample(tmp_path / "raw", **SMALL)
    assert digests(again.raw_dir) == digests(small.raw_dir)
    assert digests(again.truth_dir) == digests(small.truth_dir)
    other = make_sample(tmp_path / "other", **{**SMALL, "years": (2022, 2022)}, seed=7)
    changed, kept = digests(other.raw_dir), digests(small.raw_dir)
    assert (
        changed["city_id=haibin/year=2022/marks_leader.csv"]
        != kept["city_id=haibin/year=2022/marks_leader.csv"]
    )


def test_the_number_of_ballots_does_not_shift_the_other_papers(small, tmp_path):
    more = make_sample(tmp_path / "raw", **{**SMALL, "ballots": 300})
    ours, theirs = digests(small.raw_dir), digests(more.raw_dir)
    same = [
        f
        for f in ours
        if "/targets" in f or "/daily_records" in f or "/departments" in f or "/officials" in f
    ]
    assert len(same) >= 16
    assert all(ours[f] == theirs[f] for f in same)


def test_sizes_follow_the_options(small):
    assert small.cities == ("haibin", "yunxi")
    assert small.years == (2022, 2023)
    assert small.departments == {"haibin": 16, "yunxi": 8}
    assert small.n_ballots == 2 * (240 + 2 * 35)
    assert {Path(f).suffix for f in digests(small.raw_dir)} == {".csv", ".xlsx", ".parquet", ".md"}


def test_every_source_is_there_and_the_label_says_sample(small):
    stems = {f.stem for f in small.raw_dir.rglob("city_id=*/**/*.*")}
    assert {s for s in SOURCES if any(t == s or t.startswith(s + "_") for t in stems)} == SOURCES
    assert "虚构" in (small.raw_dir / "SAMPLE.md").read_text(encoding="utf-8")


def test_one_city_one_year_is_enough(tmp_path):
    report = make_sample(tmp_path / "raw", cities=1, years=(2023, 2023), departments=8, ballots=60)
    assert report.cities == ("haibin",)
    assert report.departments == {"haibin": 8}
    per_source: dict[tuple[str, str, str], int] = {}
    for row in rows(report.truth_dir / "refused.csv"):
        key = row["city_id"], row["year"], row["source"]
        per_source[key] = per_source.get(key, 0) + int(row["n_rows"])
    assert max(per_source.values()) <= 5, "more than five refused rows of a source would stop the build"


def test_intake_refuses_exactly_what_was_planted(one_year, taken_in):
    planted = {
        (r["source_file"], r["source_row"] or None, r["rule"])
        for r in rows(one_year.truth_dir / "refused.csv")
    }
    found = taken_in.execute(
        "SELECT source_file, CAST(source_row AS VARCHAR), rule FROM quarantine"
    ).fetchall()
    assert set(found) == planted
    assert len(found) == len(planted)
    assert len({rule for _, _, rule in planted}) >= 20, "a few of each kind"


def test_accepted_and_refused_rows_are_those_that_were_written(one_year, taken_in):
    read, accepted, refused = taken_in.execute(
        "SELECT sum(rows_read), sum(rows_accepted), sum(rows_refused) FROM intake_files"
    ).fetchone()
    assert read == one_year.n_rows == accepted + refused
    assert refused == one_year.n_refused


def test_the_truth_names_departments_and_targets_that_exist(one_year, taken_in):
    known = set(
        taken_in.execute("SELECT city_id, CAST(year AS VARCHAR), department_id FROM departments").fetchall()
    )
    targets = {t for (t,) in taken_in.execute("SELECT DISTINCT target_id FROM targets").fetchall()}
    for name in ("ties", "conservative", "missing_evidence", "latent"):
        found = rows(one_year.truth_dir / f"{name}.csv")
        assert found, name
        assert {(r["city_id"], r["year"], r["department_id"]) for r in found} <= known, name
        assert {r["target_id"] for r in found if r.get("target_id")} <= targets, name


def test_each_kind_of_truth_is_planted(small):
    assert {r["year"] for r in rows(small.truth_dir / "scheme_change.csv")} == {"2023"}
    kinds = {r["kind"] for r in rows(small.truth_dir / "conservative.csv") if r["planted"] == "1"}
    assert kinds == {"high_for_low", "concrete_for_vague", "heavy_for_light", "big_for_small"}
    (bottom, again) = rows(small.truth_dir / "bottom_two_years.csv")
    assert (bottom["department_id"], bottom["year"], again["year"]) == ("posts", "2022", "2023")


def test_the_tied_pair_has_the_same_evidence(one_year, taken_in):
    (tie,) = rows(one_year.truth_dir / "ties.csv")
    where = f"city_id = '{tie['city_id']}' AND year = {tie['year']} AND department_id = "
    first, second = (f"{where}'{tie[c]}'" for c in ("department_id", "tied_with"))
    views = {
        "marks": "SELECT ballot_id, item_id, option_id, count(*) FROM marks WHERE {} GROUP BY ALL",
        "daily": "SELECT item_id, count(*) FROM daily_records WHERE {} GROUP BY ALL",
        "targets": "SELECT component_id, weight, count(*) FROM targets WHERE {} AND status = 'approved' "
        "GROUP BY ALL",
        "reviews": "SELECT criterion_id, score, count(*) FROM target_reviews WHERE target_id IN "
        "(SELECT target_id FROM targets WHERE {}) GROUP BY ALL",
        "judged": "SELECT judged_score, count(*) FROM target_reports WHERE is_verified = 1 AND target_id IN "
        "(SELECT target_id FROM targets WHERE {}) GROUP BY ALL",
    }
    for name, sql in views.items():
        one, other = (sorted(taken_in.execute(sql.format(w)).fetchall(), key=repr) for w in (first, second))
        assert one, name
        assert one == other, name


def test_a_department_without_ballots_has_no_social_marks(one_year, taken_in):
    gone = [r for r in rows(one_year.truth_dir / "missing_evidence.csv") if r["what"] == "no_social_ballots"]
    assert gone
    for row in gone:
        found = taken_in.execute(
            "SELECT DISTINCT evaluation_id FROM marks JOIN ballots USING (city_id, year, ballot_id) "
            "WHERE city_id = ? AND year = ? AND department_id = ?",
            [row["city_id"], int(row["year"]), row["department_id"]],
        ).fetchall()
        assert found == [("leader",)]


def test_a_sample_replaces_a_sample_but_never_your_own_data(tmp_path):
    raw = tmp_path / "raw"
    make_sample(raw, cities=1, years=(2023, 2023), departments=8, ballots=40)
    make_sample(raw, cities=1, years=(2024, 2024), departments=8, ballots=40)
    assert not (raw / "city_id=haibin" / "year=2023").exists()
    own = raw / "city_id=nantong" / "year=2024" / "departments.csv"
    own.parent.mkdir(parents=True)
    own.write_text("department_id\n", encoding="utf-8")
    before = digests(raw)
    with pytest.raises(SampleError, match="(?s)不是样本生成的.*did not make"):
        make_sample(raw, cities=1, years=(2023, 2023), departments=8, ballots=40)
    assert digests(raw) == before


def test_a_merger_names_both_predecessors(tmp_path):
    from python_calamine import CalamineWorkbook

    report = make_sample(tmp_path / "raw", cities=1, years=(2021, 2022), departments=16, ballots=40)
    (merger,) = [r for r in rows(report.truth_dir / "merger.csv") if r["what"] == "merger"]
    assert merger["predecessors"] == "culture;tourism"
    book = CalamineWorkbook.from_path(
        str(report.raw_dir / "city_id=haibin" / "year=2022" / "departments.xlsx")
    )
    header, *found = book.get_sheet_by_index(0).to_python()
    place = header.index("succeeds")
    assert {r[0]: r[place] for r in found if r[place]} == {"culture_tourism": "culture;tourism"}


def test_workbooks_open_in_other_programs_too(small):
    openpyxl = pytest.importorskip("openpyxl")
    path = small.raw_dir / "city_id=yunxi" / "year=2023" / "ballots_leader.xlsx"
    found = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert "样本" in found[0][0]
    assert found[2][4].year == 2023, "a date stays a date"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cities": 3}, "two|2"),
        ({"years": (2018, 2019)}, "haibin,2018"),
        ({"departments": 4}, "at least 8"),
        ({"years": [2019, 2021]}, "consecutive"),
    ],
)
def test_wishes_that_cannot_be_fulfilled_are_explained(tmp_path, options, message):
    with pytest.raises(SampleError, match=message):
        make_sample(tmp_path / "raw", **options)
    assert not (tmp_path / "raw").exists()


def test_years_are_written_as_first_and_last():
    assert parse_years("2019-2025") == (2019, 2025)
    assert parse_years("2023") == (2023, 2023)
    with pytest.raises(SampleError):
        parse_years("last year")


def test_every_round_sent_back_says_why_and_no_other_review_changes(one_year, taken_in):
    """The words stand on the returned round; the approved round keeps three reviewers on every criterion."""
    (silent, said, kinds) = taken_in.execute(
        "SELECT count(*) FILTER (WHERE r.comment IS NULL), count(*), count(DISTINCT r.comment) FROM targets AS t "
        "LEFT JOIN target_reviews AS r USING (city_id, year, target_id, round) WHERE t.status = 'returned'"
    ).fetchall()[0]
    assert silent == 0 and said > 50 and kinds >= 3
    per_round = taken_in.execute(
        "SELECT DISTINCT count(*), count(DISTINCT criterion_id), count(DISTINCT reviewer_id) FROM target_reviews "
        "JOIN (SELECT city_id, year, target_id, min(round) AS round FROM targets WHERE status = 'approved' "
        "GROUP BY ALL) USING (city_id, year, target_id, round) GROUP BY city_id, year, target_id"
    ).fetchall()
    assert (12, 4, 3) in per_round
