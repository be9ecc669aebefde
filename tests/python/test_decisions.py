"""Decisions of one document that contradict each other are refused, both, with both named (data.md, group rules)."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_intake_load import DECISION, World, write_csv

from yardstick.intake import load

PROMOTION = {"kind": "promotion", "grade_id": "good"}
TO_BEST = {"kind": "promotion", "grade_id": "excellent"}
OVERRIDE = {"kind": "grade_override", "grade_id": "good"}
OVERRIDE_TO_BEST = {"kind": "grade_override", "grade_id": "excellent"}
DOWNGRADE = {"kind": "downgrade"}
VETO = {"kind": "veto"}
BAR = {"kind": "bar_from_excellent"}


def grades(*names: str, scheme: str = "s") -> list[dict[str, str]]:
    """A scheme's grades, best first; orders may have gaps."""
    zh = {"excellent": "优秀", "good": "良好", "pass": "达标", "gold": "金牌"}
    return [
        {"scheme_id": scheme, "grade_id": name, "name_zh": zh[name], "grade_order": str(10 * n)}
        for n, name in enumerate(names, 1)
    ]


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    write_csv(world.seeds / "scheme" / "grades.csv", grades("excellent", "good", "pass"))
    return world


def put(world: World, *decisions: dict[str, str], name: str = "decisions.csv") -> None:
    world.put(name, [DECISION | {"decision_id": f"d{n}"} | given for n, given in enumerate(decisions, 1)])


#: one decision, another one of the same document, whether they contradict each other
PAIRS = [
    (OVERRIDE, OVERRIDE_TO_BEST, True),
    (PROMOTION, TO_BEST, True),
    (PROMOTION, OVERRIDE_TO_BEST, False),  # rules.md 6: the override goes after the promotion
    (PROMOTION, PROMOTION, False),  # the same statement twice
    (PROMOTION, DOWNGRADE, True),
    (OVERRIDE, DOWNGRADE, False),
    (VETO, PROMOTION, True),
    (VETO, OVERRIDE, True),
    (VETO, DOWNGRADE, False),
    (VETO, BAR, False),
    (BAR, TO_BEST, True),
    (BAR, OVERRIDE_TO_BEST, True),
    (BAR, PROMOTION, False),  # good is what the bar leaves
    (BAR, DOWNGRADE, False),
    (DOWNGRADE, DOWNGRADE, False),  # steps add up
]


def test_what_one_document_cannot_say_of_one_department(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pair in a document of its own, and once more the other way round."""
    monkeypatch.setenv("YARDSTICK_MAX_REFUSED_ROWS", "100")
    pairs = PAIRS + [(other, one, contradicts) for one, other, contradicts in PAIRS]
    rows, expected = [], []
    for n, (one, other, contradicts) in enumerate(pairs):
        for given in (one, other):
            rows.append(given | {"document_no": f"{n}号"})
            if contradicts:
                expected.append(("decisions.csv", len(rows), "kind", given["kind"], "contradicts"))
    put(world, *rows)
    world.load()
    assert world.refused() == expected
    assert len(world.rows("decisions")) == len(rows) - len(expected) > 0


def test_other_documents_days_and_departments_never_contradict(world: World) -> None:
    others = ({"document_no": "2号"}, {"decided_on": "2026-01-21"}, {"department_id": "education"})
    put(world, VETO, *(PROMOTION | elsewhere for elsewhere in others))
    world.load()
    assert world.refused() == []
    assert len(world.rows("decisions")) == 4


def test_both_rows_are_named_in_both_languages(world: World) -> None:
    put(world, {"kind": "一票否决", "decision_id": "12:3"}, {"kind": "升等", "grade_id": "良好"})
    put(world, DOWNGRADE | {"decision_id": "d9"}, name="decisions_2.csv")
    world.load()
    found = world.rows("quarantine", "source_file[22:], source_row, column_name, value, rule")
    assert found == [
        ("decisions.csv", 1, "kind", "一票否决", "contradicts"),
        ("decisions.csv", 2, "kind", "升等", "contradicts"),
        ("decisions_2.csv", 1, "kind", "downgrade", "contradicts"),
    ]
    messages = world.rows(
        "quarantine", "source_row, message_zh, message_en", "source_file like '%decisions.csv'"
    )
    veto, promotion = (row[1:] for row in messages)
    for text in (*veto, *promotion):
        assert "12:3 (一票否决)" in text and "d2 (升等 良好)" in text and "{" not in text
    # the promotion stands against two, and names both
    assert all("d2 (升等 良好) / 12:3 (一票否决) / d9 (downgrade)" in text for text in promotion)
    assert all("d9" not in text for text in veto)
    assert "请核对文件原文" in veto[0] and "Check the document" in veto[1]


def test_a_contradiction_over_two_files_is_found_and_goes_away_with_one_of_them(world: World) -> None:
    put(world, VETO)
    put(world, PROMOTION | {"decision_id": "p"}, name="decisions_2.csv")
    world.load()
    assert world.rules("decisions") == ["contradicts"] * 2
    world.path("decisions_2.csv").unlink()
    world.load()
    assert world.refused() == [] and len(world.rows("decisions")) == 1


def test_a_row_refused_for_another_reason_contradicts_nothing(world: World) -> None:
    put(world, VETO, PROMOTION | {"grade_id": ""}, PROMOTION | {"department_id": "nobody"})
    world.load()
    assert sorted(world.rules("decisions")) == ["grade_missing", "unknown_department"]
    assert len(world.rows("decisions")) == 1


def test_the_best_grade_is_that_of_the_scheme_of_the_year(world: World) -> None:
    """Under another scheme excellent may be the second grade, which a bar leaves open."""
    put(world, BAR, TO_BEST)
    world.load()
    assert world.rules("decisions") == ["contradicts"] * 2
    path = world.seeds / "scheme" / "grades.csv"
    write_csv(path, grades("gold", "excellent", "good"))
    report = world.load()
    assert report.files_read == 0, "a scheme table changed: no file is decoded again"
    assert world.rules("decisions") == []
    # only a scenario's scheme: the year's own decides
    write_csv(path, grades("excellent", "good") + grades("gold", "excellent", scheme="t"))
    world.load()
    assert world.rules("decisions") == ["contradicts"] * 2


def test_a_row_that_repeats_an_id_is_a_duplicate_first(world: World) -> None:
    world.put("decisions.csv", [DECISION | VETO, DECISION | PROMOTION])
    world.load()
    assert world.rules("decisions") == ["duplicate"]


def test_without_grade_orders_only_the_bar_is_left_alone(tmp_path: Path) -> None:
    world = World(tmp_path)
    put(world, BAR, TO_BEST, VETO | {"department_id": "education"}, TO_BEST | {"department_id": "education"})
    load(world.raw, world.lake, world.seeds)
    assert world.rules("decisions") == ["contradicts"] * 2
