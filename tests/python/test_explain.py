"""analyses/explain_a_grade.py: a department's way from one raw mark to its grade, every figure equal to its mart."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from builds import PROJECT, Place

sys.path.insert(0, str(PROJECT / "analyses"))
import explain_a_grade

pytestmark = pytest.mark.slow

Explain = Callable[..., tuple[int, str, str]]


@pytest.fixture
def explain(mini: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Explain:
    """Run the script's main in this process; returns exit code, output and errors."""
    for name, value in mini.environment().items():
        monkeypatch.setenv(name, value)

    def run(*arguments: object) -> tuple[int, str, str]:
        code = explain_a_grade.main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def one(mini: Place, sql: str) -> tuple[int, str]:
    """Year and department of the first row."""
    row = mini.query(sql)[0]
    return row["year"], row["department_id"]


def decided(mini: Place, kind: str) -> tuple[int, str]:
    return one(
        mini, f"select year, department_id from staging.stg_decisions where kind = '{kind}' order by 1, 2"
    )


def result(mini: Place, year: int, department: str) -> dict[str, object]:
    where = f"is_official and year = {year} and department_id = '{department}'"
    return mini.query(f"select * from marts.department_results where {where}")[0]


CASES = {
    "downgrade": "第 4 步",
    "promotion": "第 5 步",
    "grade_override": "第 6 步",
    "veto": "一票否决",
    "bar_from_excellent": "第 1 步",
    "not_applicable": "不适用：决定",
    "target_change": "轮获批",
}


@pytest.mark.parametrize("kind", CASES)
def test_a_decision_of_every_kind_is_explained(mini: Place, explain: Explain, kind: str) -> None:
    year, department = decided(mini, kind)
    code, text, _ = explain("haibin", year, department)
    assert code == 0, text[-1500:]
    assert CASES[kind] in text and "✗" not in text
    found = result(mini, year, department)
    if found["grade_id"]:
        assert f"（{found['grade_id']}） = 数据表 department_results.grade_id ✓" in text
        assert re.search(rf"总分 = .*{float(found['total']):g}\b.* = 数据表 department_results.total ✓", text)
    decision = mini.query(
        f"select * from staging.stg_decisions where kind = '{kind}' order by year, department_id"
    )[0]
    if kind != "target_change":
        assert decision["decision_id"] in text and decision["reason"] in text
    checked = re.search(r"核对 (\d+) 处，全部与数据表一致", text)
    assert checked is not None and int(checked[1]) > 40


def test_it_begins_with_one_raw_mark_and_ends_with_what_follows(mini: Place, explain: Explain) -> None:
    """The mark printed is a row of the raw file, and its points are the option's."""
    year, department = one(
        mini,
        "select year, department_id from marts.department_results where is_official and grade_id = 'excellent' "
        "and scheme_id = 'sanwei_2023' order by all",
    )
    code, text, _ = explain("haibin", year, department)
    assert code == 0
    found = re.search(r"一条原始打分：(\S+) 第 (\d+) 行，测评票 (\S+)，", text)
    assert found is not None
    file, row, ballot = found.groups()
    marks = mini.query(
        "select m.*, o.points, o.name_zh from staging.stg_marks as m "
        f"join staging.stg_ballots as b using (city_id, year, ballot_id) "
        "join rules.mark_options as o on o.evaluation_id = b.evaluation_id and o.option_id = m.option_id "
        f"where o.scheme_id = 'sanwei_2023' and m.source_file = '{file}' and m.source_row = {row}"
    )
    assert [(m["department_id"], m["ballot_id"]) for m in marks] == [(department, ballot)]
    assert f"选“{marks[0]['name_zh']}”" in text and f"→ {marks[0]['points']:g} 分" in text
    order = [
        "一条原始打分",
        "得分点 =",
        "一条日常记录",
        "一个目标",
        "总分 =",
        "名次 =",
        "第 1 步",
        "第 6 步",
        "结果运用",
    ]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    measures = mini.query(
        f"select measure_id from marts.measures where is_official and year = {year} and department_id = '{department}'"
    )
    assert measures and all(row["measure_id"] in text for row in measures)


def test_an_incomplete_department_is_told_what_is_missing(mini: Place, explain: Explain) -> None:
    rows = mini.query(
        """
        select results.year, results.department_id, cells.component_id, cells.name_zh, cells.name_en
        from marts.department_results as results
        inner join marts.component_results as cells using (city_id, year, scheme_id, department_id)
        inner join marts.scheme_components as parts using (scheme_id, component_id)
        where results.is_official and results.status = 'incomplete' and cells.status = 'missing'
            and parts.method <> 'sum' and parts.kind = 'normal'
        """
    )
    assert rows
    row = rows[0]
    code, text, _ = explain("haibin", row["year"], row["department_id"])
    assert code == 0
    assert f"未完成：缺 {row['name_zh']}（{row['component_id']}）" in text and "从名次到等次" not in text
    code, text, _ = explain("haibin", row["year"], row["department_id"], "--lang", "en")
    assert code == 0 and f"Incomplete: {row['name_en']} ({row['component_id']}) missing" in text


def test_a_department_that_is_not_ranked_has_a_total_and_no_grade(mini: Place, explain: Explain) -> None:
    year, department = one(
        mini,
        "select year, department_id from marts.department_results where not is_ranked and total is not null",
    )
    code, text, _ = explain("haibin", year, department)
    assert code == 0 and "不参加排名" in text and "没有名次和等次" in text and "第 1 步" not in text


def test_another_scheme_and_the_name_instead_of_the_id(mini: Place, explain: Explain) -> None:
    row = mini.query(
        "select * from marts.department_results where not is_official and grade_id is not null order by all"
    )[0]
    code, text, _ = explain(
        "haibin", row["year"], row["name_zh"], "--scheme", row["scheme_id"], "--lang", "en"
    )
    assert code == 0
    assert f"({row['scheme_id']}, another scheme)" in text and "One raw mark" in text
    assert f"({row['grade_id']}) = mart department_results.grade_id ✓" in text
    assert "figures checked, all equal to the marts ✓" in text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", 2023, "finance"), "haibin 2022, haibin 2023"),
        (("haibin", 2031, "finance"), "haibin 2022, haibin 2023"),
        (("haibin", 2023, "nobody"), "finance（市财政局）"),
        (("haibin", 2023, "finance", "--scheme", "none"), "sanwei_2023"),
    ],
)
def test_what_is_not_there_is_said_with_what_is(
    explain: Explain, arguments: tuple[object, ...], words: str
) -> None:
    code, text, error = explain(*arguments)
    assert code == 2 and text == ""
    assert words in error and len(error.strip().splitlines()) == 2


def test_without_a_warehouse_it_says_to_build(
    explain: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YARDSTICK_WORK_DIR", str(tmp_path))
    code, _, error = explain("haibin", 2023, "finance")
    assert code == 2 and "dbt build" in error


def test_a_mart_that_was_tampered_with_is_noticed(
    mini: Place, explain: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One cent more in a component, one place more in the rank, another grade in the trace."""
    shutil.copyfile(mini.warehouse, tmp_path / "warehouse.duckdb")
    (tmp_path / "lake").symlink_to(mini.work / "lake")
    where = "where is_official and year = 2023 and department_id = 'finance'"
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute(
            f"update marts.component_results set points = points + 0.01 {where} and component_id = 'key'"
        )
        connection.execute(f"update marts.department_results set category_rank = category_rank + 1 {where}")
        connection.execute(f"update marts.grade_trace set grade_after = 'good' {where} and step = 4")
    monkeypatch.setenv("YARDSTICK_WORK_DIR", str(tmp_path))
    code, text, _ = explain("haibin", 2023, "finance")
    assert code == 1
    wrong = {
        line.strip().split(":")[0] for line in text[text.index("处不一致") :].splitlines()[1:] if line.strip()
    }
    assert {
        "component_results.points",
        "department_results.category_rank",
        "grade_trace.grade_before 5",
    } <= wrong


def test_it_runs_from_anywhere(mini: Place, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROJECT / "analyses" / "explain_a_grade.py"), "haibin", "2023", "finance"],
        cwd=tmp_path,
        env=mini.environment(PYTHONUTF8="1"),
        encoding="utf-8",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "全部与数据表一致 ✓" in done.stdout
