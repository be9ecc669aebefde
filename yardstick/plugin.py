"""dbt-duckdb plugin: takes in new raw files before the first node, and hands a clean build to the release step.

``initialize`` runs on the thread that opens the first connection and is tried again by other threads when it
raises; so the outcome, also a refusal, is remembered for the process (research/stack.md, k).
"""

from __future__ import annotations

import sys
import threading
from typing import Any

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from yardstick import paths

TAKES_IN = {"build", "run", "test"}
_lock = threading.Lock()
_outcome: dict[str, Any] = {}


def invoked_command() -> str | None:
    """The dbt command of this process (``build``, ``run``, ...), also under ``dbtRunner``; None if unknown."""
    from dbt.flags import get_flags

    try:
        return str(get_flags().WHICH)
    except AttributeError:
        return None


def forget() -> None:
    """Forget the remembered outcome: a second dbt invocation in one process takes in anew."""
    with _lock:
        _outcome.clear()


def _place_defaults() -> None:
    """Put the defaults where the build reads them: the rule book's own, or ours where it has none (data.md)."""
    own = paths.seeds_dir() / "defaults" / "settings.csv"
    ours = paths.PROJECT_DIR / "seeds" / "defaults" / "settings.csv"
    content = (own if own.exists() else ours).read_bytes()
    place = paths.work_dir() / "defaults" / "settings.csv"
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists() or place.read_bytes() != content:
        place.write_bytes(content)


class Plugin(BasePlugin):
    """Intake before, release after (architecture.md, "The flow")."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        _place_defaults()
        if invoked_command() not in TAKES_IN:
            return
        with _lock:
            if "error" in _outcome:
                raise _outcome["error"]
            if "report" in _outcome:
                return
            from yardstick.intake import load

            try:
                _outcome["report"] = load()
            except Exception as error:
                _outcome["error"] = error
                raise
            print(_outcome["report"].summary(), file=sys.stderr)

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the two functions that macros/release_after_build.sql calls."""
        from yardstick.release import DraftRelease

        draft = DraftRelease()
        for name, function in {"begin": draft.begin, "publish": draft.publish}.items():
            conn.create_function(
                f"yardstick_release_{name}", function, ["VARCHAR"], "VARCHAR", side_effects=True
            )
