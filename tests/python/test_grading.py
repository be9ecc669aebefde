"""Grades (rules.md 6) by the project's SQL: random categories against a plain reference, and published outcomes.

All random categories go through the compiled models in one execution; the seeds are fixed, the counts of what
occurred are printed and must not be zero, since a rule that never bites is not tested.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from builds import Place
from compiled_sql import GRADING, CompiledSql, fetch
from grading_cases import Run, random_runs, shifted, tables
from grading_reference import Cap, Decision, Department, Grade, Graded, Scheme

pytestmark = pytest.mark.slow

SEEDS = (11, 2026)
CITIES = 130  # per seed: some 650 categories in all
SHIFT = Fraction(13, 4)
WANTED = ("grade_trace", "grade_places")
#: what must have occurred, and how often at least
OCCURS = {
    "limit floor": 50, "limit cap": 50, "limit admonition_line": 50, "limit veto": 50,
    "limit bar_from_excellent": 50, "vetoed out of the base": 20, "share of the category": 50,
    "equal remainders": 20, "more places than departments": 20, "places carried": 50, "places lapsed": 50,
    "fill: tie keys": 30, "fill: all_up": 20, "fill: all_down": 20, "downgraded": 50,
    "downgraded by several decisions": 50, "stopped at downgrade_lowest": 50, "below downgrade_lowest already": 20,
    "refilled": 30, "refill: tie keys": 3, "refill: all_up": 1, "refill: all_down": 1, "promoted": 50,
    "promotion limited by best_allowed": 5, "promotion without effect": 50,
    "promotion to a grade of another scheme": 20, "overridden": 50, "overridden past best_allowed": 20,
    "several overrides": 20,
}  # fmt: skip

Key = tuple[Any, ...]


@dataclass
class Batch:
    """The random runs, what the reference says of them, and the database in which the SQL has graded them."""

    runs: list[Run]
    twins: list[Run]
    expected: dict[Key, Graded]  # (city, scheme, draw, category)
    con: duckdb.DuckDBPyConnection


@pytest.fixture(scope="session")
def grading(mini: Place) -> CompiledSql:
    return CompiledSql(mini, GRADING)


@pytest.fixture(scope="session")
def batch(grading: CompiledSql) -> Any:
    runs = [run for seed in SEEDS for run in random_runs(seed, CITIES)]
    fixed = [r for r in runs if r.scheme.admonition_below is None and r.scheme.grades[0].floor is None]
    twins = [shifted(run, SHIFT) for run in fixed]
    expected = {
        (run.city, run.scheme.scheme_id, draw, category): Graded(run.scheme, category, departments)
        for run in runs
        for draw, drawn in enumerate(run.draws)
        for category, departments in drawn.items()
    }
    con = grading.run(tables(runs + twins), WANTED)
    yield Batch(runs, twins, expected, con)
    con.close()


def grades(con: duckdb.DuckDBPyConnection, suffix: str = "") -> dict[Key, dict[str, Any]]:
    """int_grades by (city, scheme, draw, department); ``suffix`` picks the shifted twins."""
    rows = fetch(con, "select * from warehouse.intermediate.int_grades")
    wanted = [row for row in rows if row["city_id"].endswith("_shifted") == bool(suffix)]
    return {
        (row["city_id"].removesuffix(suffix), row["scheme_id"], row["draw"], row["department_id"]): row
        for row in wanted
    }


def traces(con: duckdb.DuckDBPyConnection) -> dict[Key, list[dict[str, Any]]]:
    """The rows of grade_trace of each department, and nothing else."""
    found = defaultdict(list)
    sql = "select * from warehouse.marts.grade_trace where city_id not like '%_shifted' order by step"
    for row in fetch(con, sql):
        found[row["city_id"], row["scheme_id"], row["category_id"], row["department_id"]].append(row)
    return found


def test_every_rule_occurs_in_the_random_categories(batch: Batch) -> None:
    seen: Counter[str] = Counter()
    for graded in batch.expected.values():
        seen += graded.seen
    categories = {(city, scheme, category) for city, scheme, _, category in batch.expected}
    sizes = Counter(len(g.departments) for key, g in batch.expected.items() if key[2] == 0)
    print(f"\nseeds {SEEDS}: {len(categories)} categories, {len(batch.expected)} with both draws,")
    print(
        f"{sum(len(g.departments) for g in batch.expected.values())} gradings, N from {min(sizes)} to {max(sizes)}"
    )
    for what in sorted(OCCURS):
        print(f"  {seen[what]:5d} {what}")
    assert len(categories) >= 500
    assert min(sizes) == 1 and max(sizes) >= 38
    assert {what: seen[what] for what, least in OCCURS.items() if seen[what] < least} == {}
    assert seen.keys() <= OCCURS.keys()


def test_grades_equal_the_reference(batch: Batch) -> None:
    found = grades(batch.con)
    names = ("best_allowed", "order_by_rank", "order_after_downgrade", "order_after_promotion", "grade_order")
    differences, n = [], 0
    for (city, scheme, draw, category), graded in batch.expected.items():
        for department, result in graded.results.items():
            row = found[city, scheme, draw, department]
            want = [
                result.best_allowed,
                result.by_rank,
                result.after_downgrade,
                result.after_promotion,
                result.final,
            ]
            got = [row[name] - 1 for name in names]
            ids = [graded.scheme.grades[i].grade_id for i in (result.by_rank, result.final)]
            if got != want or ids != [row["grade_by_rank"], row["grade_id"]]:
                differences.append((city, scheme, draw, category, department, want, got))
            n += 1
    assert differences == []
    assert n == len(found), "only eligible departments are graded, and all of them"


def test_places_and_cuts_equal_the_reference(batch: Batch) -> None:
    rows = fetch(batch.con, "select * from warehouse.marts.grade_places where city_id not like '%_shifted'")
    found = {(r["city_id"], r["scheme_id"], r["category_id"], r["grade_id"]): r for r in rows}
    columns = (
        "n_eligible", "places", "n_holders", "cut_total", "is_tie", "remainder_tie", "next_in_line_total",
        "n_tied_at_cut", "decided_by", "decided_key",
    )  # fmt: skip
    differences, decided = [], Counter()
    for (city, scheme, draw, category), graded in batch.expected.items():
        if draw:
            continue
        for grade, cut in zip(graded.scheme.grades, graded.cuts, strict=True):
            row = found.pop((city, scheme, category, grade.grade_id))
            want = [
                graded.n_eligible, cut.places, cut.n_holders, cut.cut_total, cut.is_tie, graded.remainder_tie,
                cut.next_in_line, cut.n_tied, cut.decided_by, cut.decided_key,
            ]  # fmt: skip
            if want != [row[column] for column in columns]:
                differences.append((city, scheme, category, grade.grade_id, want, row))
            decided[cut.decided_by] += 1
    assert differences == []
    assert found == {}
    print("\ndecided by:", dict(decided))
    assert min(decided.values()) >= 15 and len(decided) == 7, "six ways, and None for grades without a quota"


def test_no_untouched_department_with_a_better_total_has_a_worse_grade(batch: Batch) -> None:
    found, pairs, wrong = grades(batch.con), 0, []
    for (city, scheme, draw, _), graded in batch.expected.items():
        untouched = []
        for d in graded.departments:
            row = found[city, scheme, draw, d.department_id]
            orders = {row["order_by_rank"], row["order_after_downgrade"], row["order_after_promotion"]}
            if row["best_allowed"] == 1 and orders == {row["grade_order"]} and not d.decisions:
                untouched.append((d.total, row["grade_order"]))
        for better, grade in untouched:
            for total, other in untouched:
                pairs += better > total
                if better > total and grade > other:
                    wrong.append((city, scheme, draw, better, total))
    print(f"\n{pairs} pairs of untouched departments")
    assert wrong == [] and pairs > 10_000


def test_nobody_is_above_best_allowed_without_an_override(batch: Batch) -> None:
    wrong, past = [], 0
    for key, row in grades(batch.con).items():
        orders = [row["order_by_rank"], row["order_after_downgrade"], row["order_after_promotion"]]
        past += row["grade_order"] < row["best_allowed"]
        if min(orders) < row["best_allowed"]:
            wrong.append(key)
        if row["grade_order"] < row["best_allowed"] and row["overridden_to"] != row["grade_order"]:
            wrong.append(key)
    assert wrong == [] and past >= OCCURS["overridden past best_allowed"]


def test_the_order_of_the_input_rows_changes_nothing(batch: Batch, grading: CompiledSql) -> None:
    rng, shuffled = random.Random(SEEDS[0]), tables(batch.runs)
    for rows in shuffled.values():
        rng.shuffle(rows)
    with grading.run(shuffled, WANTED) as con:
        for mart in ("marts.grade_places", "marts.grade_trace", "intermediate.int_grades"):
            sql = f"select * from warehouse.{mart} where city_id not like '%_shifted' order by all"
            assert con.execute(sql).fetchall() == batch.con.execute(sql).fetchall(), mart


def test_a_constant_added_to_all_totals_changes_nothing_where_no_floor_and_no_line_stand(
    batch: Batch,
) -> None:
    before, after = grades(batch.con), grades(batch.con, "_shifted")
    columns = (
        "best_allowed",
        "order_by_rank",
        "order_after_downgrade",
        "order_after_promotion",
        "grade_order",
    )
    changed = [
        key for key, row in after.items() if [row[c] for c in columns] != [before[key][c] for c in columns]
    ]
    print(f"\n{len(after)} gradings in {len(batch.twins)} runs, every total + {float(SHIFT)}")
    assert changed == [] and len(after) > 2000


def replay(rows: list[dict[str, Any]]) -> tuple[str, str]:
    """(grade by rank, grade) of one department from its rows of grade_trace alone."""
    rows = sorted(rows, key=lambda row: row["step"])
    assert [row["step"] for row in rows] == [1, 2, 3, 4, 5, 6]
    rules = [row["rule"] for row in rows]
    assert rules[:3] + rules[4:] == ["best_allowed", "places", "fill", "promotion", "grade_override"]
    assert rules[3] in ("downgrade", "refill")
    grade, by_rank = None, None
    for row in rows:
        assert row["grade_before"] == grade, "a step starts where the one before ended"
        grade = row["grade_after"]
        assert (grade is None) == (row["step"] < 3)
        by_rank = grade if row["rule"] == "fill" else by_rank
    return str(by_rank), str(grade)


def test_replaying_the_trace_alone_gives_the_grades(batch: Batch) -> None:
    found, n = traces(batch.con), 0
    for (city, scheme, draw, category), graded in batch.expected.items():
        ids = [grade.grade_id for grade in graded.scheme.grades]
        for department, result in graded.results.items():
            if draw == 0:
                rows = found[city, scheme, category, department]
                assert replay(rows) == (ids[result.by_rank], ids[result.final])
                after = (result.by_rank, result.after_downgrade, result.after_promotion, result.final)
                assert [row["grade_after"] for row in rows] == [None, None, *(ids[i] for i in after)]
                assert (rows[3]["rule"] == "refill") == (result.after_downgrade < result.by_rank)
                n += 1
    assert n == len(found)


def test_the_trace_names_every_limit_that_bound_and_its_clause(batch: Batch) -> None:
    found, n = traces(batch.con), 0
    for (city, scheme, draw, category), graded in batch.expected.items():
        if draw:
            continue
        for d in graded.departments:
            row = found[city, scheme, category, d.department_id][0]
            clauses, said = set(), set()
            for kind, what in graded.results[d.department_id].limits:
                if kind == "cap":
                    component, best, below = what.split(" ")
                    score = float(d.scores[component] or 0)
                    said.add(f"{component.title()} score {score:g} below {below}: at most {best.title()}")
                    of = [
                        f"clause of cap {i}"
                        for i, cap in enumerate(graded.scheme.caps)
                        if what.startswith(
                            f"{cap.component_id} {cap.best_grade_id} {float(cap.below_score):g}"
                        )
                    ]
                    clauses.add(of[0])
                elif kind == "floor":
                    said.add(f"total {float(d.total):g} below the floor of {what.title()}")
                    clauses.add(f"clause of {what}")
                elif kind == "admonition_line":
                    said.add(f"total {float(d.total):g} below the admonition line")
                    clauses.add("clause of admonition_below")
                else:
                    said.add(("veto" if kind == "veto" else "barred from excellent") + f" (reason of {what})")
                    clauses.add(f"doc {what}")
            n += len(said)
            missing = [text for text in said if text not in row["reason_en"]]
            assert missing == [] and row["reason_en"].count(": at most ") == len(said), row
            if said:
                assert set(row["clause"].split("; ")) == clauses, row
    assert n > 1000


TIE = re.compile(
    r"^(\w+), places (\d+)(?: \((\d+) carried over\))?: numbers (\d+) and (\d+) have equal totals of ([\d.]+) "
    r"\((\d+) equal totals\), (?:decided by the points of (\w+): (in|not in)"
    r"|(\d+) of them equal in every tie key: (all in|none in))$"
)


def test_the_trace_tells_a_tie_at_the_cut_in_exact_words(batch: Batch) -> None:
    found, told = traces(batch.con), Counter()
    for (city, scheme, draw, category), graded in batch.expected.items():
        for d in graded.departments if draw == 0 else []:
            row = found[city, scheme, category, d.department_id][2]
            parts = row["reason_en"].split(": ", 1)[1].split("; ")
            position = 1 + sum(graded.before(o, d) for o in graded.departments)
            assert row["reason_en"].startswith(f"total {float(d.total):g}, position {position}: ")
            result = graded.results[d.department_id]
            ties = {match[1].lower(): match for match in map(TIE.match, parts) if match}
            for i, cut in enumerate(graded.cuts[: graded.pass_]):
                grade = graded.scheme.grades[i].grade_id
                stood = result.best_allowed <= i <= result.by_rank
                of_grade = [p for p in parts if p.startswith((f"{grade.title()},", f"{grade.title()}:"))]
                assert len(of_grade) == stood, (row, grade)
                at_cut = sorted(
                    (o.total for o in graded.departments if stood and self_stood(graded, o, i)), reverse=True
                )
                tied = stood and cut.is_tie and d.total == at_cut[cut.n_open - 1]
                assert (grade in ties) == tied, row
                if not tied:
                    continue
                match = ties[grade]
                numbers = [int(x) for x in (match[2], match[3] or 0, match[4], match[5], match[7])]
                assert numbers == [cut.n_open, cut.n_carried, cut.n_open, cut.n_open + 1, cut.n_tied], row
                assert Fraction(match[6]) == d.total
                is_in = result.by_rank == i
                if match[8]:
                    assert (match[9] == "in") == is_in and "clause of tie_keys" in row["clause"]
                    told["key"] += 1
                else:
                    policy = "all in" if graded.scheme.tie_policy == "all_up" else "none in"
                    assert match[11] == policy and (match[11] == "all in") == is_in
                    assert "clause of tie_policy" in row["clause"]
                    told[policy] += 1
                assert "同分共" in row["reason_zh"]
    print("\nties told:", dict(told))
    assert told["key"] >= 60 and told["all in"] >= 40 and told["none in"] >= 40


def self_stood(graded: Graded, d: Department, grade: int) -> bool:
    """Whether ``d`` stood for the grade in step 3."""
    result = graded.results[d.department_id]
    return result.best_allowed <= grade <= result.by_rank


def test_the_last_steps_say_what_was_decided_and_by_which_document(batch: Batch) -> None:
    found, told = traces(batch.con), Counter()
    for (city, scheme, draw, category), graded in batch.expected.items():
        names = [grade.grade_id.title() for grade in graded.scheme.grades]
        for d in graded.departments if draw == 0 else []:
            result = graded.results[d.department_id]
            _, _, _, down, up, override = found[city, scheme, category, d.department_id]
            steps = sum(x.steps or 1 for x in d.decided("downgrade"))
            if steps:
                move = f"down by {steps}: {names[result.by_rank]} → {names[result.after_downgrade]}"
                assert down["reason_en"].startswith(move), down
                stopped = result.by_rank + steps > (
                    graded.scheme.position(graded.scheme.downgrade_lowest) or 0
                )
                assert ("(not below " in down["reason_en"]) == stopped
                documents = {f"doc {x.decision_id}" for x in d.decided("downgrade")}
                wanted = documents | ({"clause of downgrade_lowest"} if stopped else set())
                assert set(down["clause"].split("; ")) == wanted
                told["downgrade"] += 1
            elif result.after_downgrade < result.by_rank:
                assert f"takes a freed place of {names[result.after_downgrade]}" in down["reason_en"]
                assert down["clause"] == "clause of refill"
                told["refill"] += 1
            else:
                told["passed over in a refill"] += "not reached" in down["reason_en"]
            if result.after_promotion < result.after_downgrade:
                move = f"{names[result.after_downgrade]} → {names[result.after_promotion]}"
                assert move in up["reason_en"], up
                stated = min(
                    graded.scheme.position(x.grade_id or "") or 0
                    for x in d.decided("promotion")
                    if graded.scheme.position(x.grade_id or "") is not None
                )
                assert ("limited by the best grade allowed" in up["reason_en"]) == (
                    stated < result.best_allowed
                )
                told["promotion"] += 1
            held = [
                x for x in d.decided("grade_override") if graded.scheme.position(x.grade_id or "") is not None
            ]
            if held:
                last = max(held, key=lambda x: (x.decided_on, x.decision_id))
                assert override["reason_en"].startswith(f"upheld appeal, changed to {names[result.final]}"), (
                    override
                )
                assert ("past the best grade allowed" in override["reason_en"]) == (
                    result.final < result.best_allowed
                )
                assert override["clause"] == f"doc {last.decision_id}"
                assert last.decision_id in override["evidence"]
                told["override"] += 1
    print("\ntold:", dict(told))
    assert all(
        told[what] >= 20
        for what in ("downgrade", "refill", "passed over in a refill", "promotion", "override")
    )


def test_every_step_has_its_evidence_and_the_same_figures_in_both_languages(batch: Batch) -> None:
    for rows in traces(batch.con).values():
        for row in rows:
            numbers = [sorted(re.findall(r"\d+\.?\d*", row[name])) for name in ("reason_zh", "reason_en")]
            assert numbers[0] == numbers[1], row
            if row["step"] <= 3:
                assert row["evidence"] and row["clause"]
            else:
                assert bool(row["evidence"]) == bool(row["reason"])


def ranked(n: int) -> list[Department]:
    """``n`` departments with totals 100 - 1/4, 100 - 2/4, ..."""
    return [Department(f"d{i:03d}", 100 - Fraction(i + 1, 4)) for i in range(n)]


def graded_counts(
    grading: CompiledSql, scheme: Scheme, categories: dict[str, list[Department]]
) -> dict[str, tuple[list[int], bool]]:
    """{category: (departments of each grade after step 3, best first and without admonition; remainder_tie)}."""
    with grading.run(tables([Run("city", scheme, draws=[categories])]), WANTED) as con:
        sql = """
            select category_id, list(n_holders order by grade_order), bool_or(remainder_tie)
            from warehouse.marts.grade_places where grade_id <> 'admonition' group by category_id
        """
        return {category: (holders, tie) for category, holders, tie in con.execute(sql).fetchall()}


def scheme_of(*quotas: tuple[int, int], rounding: str = "each") -> Scheme:
    names = ["excellent", "good", "fair"][: len(quotas)]
    found = [Grade(name, quota) for name, quota in zip(names, quotas, strict=True)]
    return Scheme("published_0", [*found, Grade("pass"), Grade("admonition")], rounding=rounding)


def test_hangzhou_2020_comes_out_as_published_and_only_with_each_grade_rounded_by_itself(
    grading: CompiledSql,
) -> None:
    """Published: 78 municipal departments 18 (2 of them special promotions), 16, 44; 15 vertical ones 3, 3, 9."""
    quotas = [(20, 100), (20, 100)]
    categories = {"general": ranked(78), "vertical": ranked(15)}
    each = graded_counts(grading, scheme_of(*quotas), categories)
    assert each == {"general": ([16, 16, 46], False), "vertical": ([3, 3, 9], False)}
    largest = graded_counts(grading, scheme_of(*quotas, rounding="largest_remainder"), categories)
    assert largest == {"general": ([16, 15, 47], True), "vertical": ([3, 3, 9], False)}
    for d, decision in zip(categories["general"][40:42], ["p1", "p2"], strict=True):
        d.decisions = [Decision(decision, "promotion", grade_id="excellent")]
    with grading.run(tables([Run("city", scheme_of(*quotas), draws=[categories])]), WANTED) as con:
        graded = "from warehouse.intermediate.int_grades where category_id = 'general'"
        counts = con.execute(f"select grade_id, count(*) {graded} group by grade_id").fetchall()
        assert dict(counts) == {"excellent": 18, "good": 16, "pass": 44}


def test_forced_ranking_of_the_philippines_gives_10_25_65(grading: CompiledSql) -> None:
    categories = {"n100": ranked(100), "n20": ranked(20), "n40": ranked(40), "n10": ranked(10)}
    expected = {"n100": [10, 25, 65], "n20": [2, 5, 13], "n40": [4, 10, 26], "n10": [1, 3, 6]}
    each = graded_counts(grading, scheme_of((10, 100), (25, 100)), categories)
    assert each == {name: (counts, False) for name, counts in expected.items()}
    # of 10: exactly 1, 2.5 and 6.5: the last place is tied and goes to the better grade
    largest = graded_counts(
        grading, scheme_of((10, 100), (25, 100), rounding="largest_remainder"), categories
    )
    assert largest == {name: (counts, name == "n10") for name, counts in expected.items()}


def ealing(caps: list[Cap], decisions: list[Decision]) -> tuple[Scheme, dict[str, list[Department]]]:
    """Four councils under the five grades of 2004, as if graded by places; scores are stars."""
    shares = {"excellent": (1, 4), "good": (1, 4), "fair": (1, 2)}
    found = [Grade(name, quota) for name, quota in shares.items()] + [Grade("weak"), Grade("poor")]
    stars: dict[str, Fraction | None] = {
        "education": Fraction(3),
        "social_care": Fraction(2),
        "finance": Fraction(3),
    }
    councils = [Department(name, Fraction(total), dict(stars), dict(stars)) for name, total in [
        ("camden", 90), ("ealing", 80), ("barnet", 70), ("bexley", 60),
    ]]  # fmt: skip
    councils[1].scores["social_care"] = Fraction(0)
    councils[1].decisions = decisions
    scheme = Scheme("ealing_0", found, caps=caps, tie_keys="education", downgrade_lowest="weak")
    return scheme, {"boroughs": councils}


def test_ealing_2004_a_hold_down_rule_turns_good_into_weak_and_the_trace_says_so(
    grading: CompiledSql,
) -> None:
    caps = [Cap(c, Fraction(2), "weak", "rule 30(2)") for c in ("education", "social_care", "finance")]
    appeal = [Decision("a1", "grade_override", grade_id="good")]
    outcomes = {}
    for name, of in {"matrix": ([], []), "rule 30(2)": (caps, []), "appeal": (caps, appeal)}.items():
        scheme, categories = ealing(*of)
        with grading.run(tables([Run("london", scheme, draws=[categories])]), WANTED) as con:
            rows = [row for row in fetch(con, "from warehouse.marts.grade_trace order by step")]
        outcomes[name] = [row for row in rows if row["department_id"] == "ealing"]
    assert replay(outcomes["matrix"]) == ("good", "good")
    held = outcomes["rule 30(2)"]
    assert replay(held) == ("weak", "weak")
    assert held[0]["reason_en"] == "best grade allowed: Weak (Social_Care score 0 below 2: at most Weak)"
    assert (held[0]["clause"], held[0]["evidence"]) == ("rule 30(2)", "social_care=0")
    assert replay(outcomes["appeal"]) == ("weak", "good")
    last = outcomes["appeal"][5]
    assert last["reason_en"] == (
        "upheld appeal, changed to Good, past the best grade allowed, Weak: Weak → Good; reason of a1"
    )
    assert (last["clause"], last["evidence"]) == ("doc a1", "a1 (doc a1)")
