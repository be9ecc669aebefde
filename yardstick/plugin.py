"""dbt-duckdb plugin: takes in new raw files before the first node, and hands a clean build to the release step.

``initialize`` runs on the thread that opens the first connection and is tried again by other threads when it
raises; so the outcome, also a refusal, is remembered for the process (research/stack.md, k).
"""

from __future__ import annotations

import hashlib
import sys
import threading
from pathlib import Path
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from yardstick import paths

TAKES_IN = {"build", "run", "test"}
_lock = threading.Lock()
_outcomes: dict[str, dict[str, Any]] = {}


def invoked_command() -> str | None:
    """The dbt command of this process (``build``, ``run``, ...), also under ``dbtRunner``; None if unknown."""
    from dbt.flags import get_flags

    try:
        return str(get_flags().WHICH)
    except AttributeError:
        return None


def _outcome_of_this_invocation() -> dict[str, Any]:
    """What intake did in this dbt invocation (a process may hold several, under ``dbtRunner``)."""
    from dbt_common.invocation import get_invocation_id

    return _outcomes.setdefault(get_invocation_id(), {})


def _place_defaults() -> None:
    """Put the defaults where the build reads them: the rule book's own, or ours where it has none (data.md).

    ``settings.csv`` becomes ``setting_defaults.csv``, as its source is called (dbt wants names once).
    """
    ours, own = (folder / "defaults" for folder in (paths.PROJECT_DIR / "seeds", paths.seeds_dir()))
    for file in ours.glob("*.csv"):
        content = (own / file.name if (own / file.name).exists() else file).read_bytes()
        name = "setting_defaults.csv" if file.name == "settings.csv" else file.name
        place = paths.work_dir() / "defaults" / name
        _write_if_changed(place, content)
    # a rule book may have no calendar: nobody is reminded
    calendar = paths.seeds_dir() / "reference" / "source_calendar.csv"
    content = calendar.read_bytes() if calendar.exists() else b"source,owner_office,due_mmdd,required\n"
    _write_if_changed(paths.work_dir() / "defaults" / "source_calendar.csv", content)


def _write_if_changed(place: Path, content: bytes) -> None:
    if not place.exists() or place.read_bytes() != content:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _drop_outdated_warehouse() -> None:
    """Remove a warehouse whose funnel was built by other SQL: it is disposable, and only the funnel is kept."""
    digest = hashlib.sha256()
    funnel = paths.PROJECT_DIR / "models" / "intermediate" / "survey" / "int_ballot_scores.sql"
    digest.update(funnel.read_bytes())
    stamp = paths.work_dir() / "defaults" / "funnel.sha256"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    paths.warehouse_path().unlink(missing_ok=True)
    stamp.write_text(digest.hexdigest())


class Plugin(BasePlugin):
    """Intake before, release after (architecture.md, "The flow")."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        _place_defaults()
        if invoked_command() not in TAKES_IN:
            return
        with _lock:
            outcome = _outcome_of_this_invocation()
            if "error" in outcome:
                raise outcome["error"]
            if "report" in outcome:
                return
            if invoked_command() != "test":
                _drop_outdated_warehouse()
            from yardstick.intake import load

            try:
                outcome["report"] = load()
            except Exception as error:
                outcome["error"] = error
                raise
            print(outcome["report"].summary(), file=sys.stderr)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the two functions that macros/release_after_build.sql calls."""
        from yardstick.release import DraftRelease

        draft = DraftRelease()
        for name, function in {"begin": draft.begin, "publish": draft.publish}.items():
            conn.create_function(
                f"yardstick_release_{name}", function, ["VARCHAR"], "VARCHAR", side_effects=True
            )
