"""The wording table and the code agree: every key used exists, none is left over, no cell is empty."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from dashboard.wording import table

HOME = Path(__file__).resolve().parents[2] / "dashboard"
SOURCES = {path: path.read_text(encoding="utf-8") for path in HOME.rglob("*.py")}
CODE = "\n".join(SOURCES.values())
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def used() -> set[str]:
    """Keys said outright, as the first argument of a call of words or as a string that is a key."""
    found = re.findall(r"\b(?:t|self)\(\s*\"([a-z0-9_]+)\"", CODE)
    return {key for key in found if not key.endswith("_")}


def families() -> set[str]:
    """Beginnings of keys that are put together: t(f"verdict_{x}"), t("verdict_" + x)."""
    return set(re.findall(r"\bt\(\s*f[\"']([a-z_]+_)\{", CODE)) | set(
        re.findall(r"[\"']([a-z_]+_)[\"'] \+", CODE)
    )


def test_every_key_used_is_in_the_table() -> None:
    assert not used() - set(table())
    assert all(any(key.startswith(family) for key in table()) for family in families())


def test_no_key_of_the_table_is_unused() -> None:
    literals = set(re.findall(r"[\"']([a-z0-9_]+)[\"']", CODE))
    families_ = tuple(families())
    unused = [key for key in table() if key not in literals and not key.startswith(families_)]
    assert not unused


def test_no_cell_is_empty_and_no_key_stands_twice() -> None:
    with open(HOME / "wording.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["key"] and row["zh"] and row["en"] for row in rows)
    assert len({row["key"] for row in rows}) == len(rows)


def test_both_languages_take_the_same_values() -> None:
    names = {
        key: [set(re.findall(r"\{(\w+)\}", words[lang])) for lang in ("zh", "en")]
        for key, words in table().items()
    }
    differ = {key: sets for key, sets in names.items() if sets[0] - {"no"} != sets[1] - {"th", "no"}}
    assert not {key for key, (zh, en) in differ.items() if not en <= zh | {"th"}}


def test_english_words_hold_no_chinese() -> None:
    assert [key for key, words in table().items() if CHINESE.search(words["en"])] == ["other_language"]


def test_pages_hold_no_words_of_their_own() -> None:
    """Chinese stands in wording.csv only; the refusal and Plotly's words excepted."""
    own = {path.name for path, text in SOURCES.items() if CHINESE.search(text)}
    assert own <= {"access.py", "launch.py", "shell.py", "base.py", "wording.py", "theme.py"}
