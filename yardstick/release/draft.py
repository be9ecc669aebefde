"""The draft release of a clean build.

The on-run-end hook (macros/release_after_build.sql) asks ``begin`` for a folder, copies the marts into it with SQL on
dbt's own connection, and calls ``publish``, which writes the manifest and lets ``current.json`` name the release. A
build that failed, skipped or left something out begins nothing, so the last release stays as it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from yardstick import paths
from yardstick.release.current import write_atomically

KEPT_DRAFTS = 5
GOOD = {"success", "pass", "warn", "no-op"}


def is_whole_build() -> bool:
    """True if this dbt process runs ``build`` with nothing selected, excluded or emptied."""
    from dbt.flags import get_flags

    flags = get_flags()
    narrowing = ("SELECT", "EXCLUDE", "SELECTOR", "EMPTY", "RESOURCE_TYPES", "EXCLUDE_RESOURCE_TYPES")
    return getattr(flags, "WHICH", None) == "build" and not any(
        getattr(flags, name, None) for name in narrowing
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _rule_book() -> dict[str, str]:
    seeds = paths.seeds_dir()
    return {path.relative_to(seeds).as_posix(): _sha256(path) for path in sorted(seeds.glob("*/*.csv"))}


class DraftRelease:
    """One build's way from marts to a release on show."""

    def __init__(self) -> None:
        self._facts: dict[str, Any] = {}

    def begin(self, results_json: str) -> str:
        """Return the folder to copy the office's marts into, or '' if this build leaves no release.

        ``results_json``: ``{"statuses": {status: count}, "as_of_date": "YYYY-MM-DD"}``.
        """
        facts = json.loads(results_json)
        if not is_whole_build() or not facts["statuses"] or set(facts["statuses"]) - GOOD:
            return ""
        now = dt.datetime.now(dt.UTC)
        release_id = f"draft-{now:%Y%m%dT%H%M%S%f}Z"
        self._facts = {**facts, "release_id": release_id, "created_at": now.isoformat(timespec="seconds")}
        folder = self._building() / "office"
        folder.mkdir(parents=True, exist_ok=True)
        return folder.as_posix()

    def _building(self) -> Path:
        return paths.releases_dir() / f".building-{self._facts['release_id']}"

    def publish(self, codebook_json: str) -> str:
        """Write codebook and manifest beside the copied marts and put the release on show; returns its id."""
        import pyarrow.parquet as pq

        building = self._building()
        marts = {
            path.stem: {"rows": pq.read_metadata(path).num_rows, "sha256": _sha256(path)}
            for path in sorted((building / "office").glob("*.parquet"))
        }
        files = pq.read_table(building / "office" / "intake_files.parquet").to_pylist()
        runs = pq.read_table(building / "office" / "runs.parquet").to_pylist()
        manifest = {
            "release_id": self._facts["release_id"],
            "status": "draft",
            "created_at": self._facts["created_at"],
            "as_of_date": self._facts["as_of_date"],
            "approved_by": None,
            "document_no": None,
            "is_sample": (paths.raw_dir() / "SAMPLE.md").exists(),
            "audiences": ["office"],
            "cities": sorted({run["city_id"] for run in runs}),
            "years": sorted({run["year"] for run in runs}),
            "provisional": [
                {key: run[key] for key in ("city_id", "year", "n_open_appeals")}
                for run in runs
                if run["is_official"] and run["is_provisional"]
            ],
            "dbt_statuses": self._facts["statuses"],
            "inputs": {
                row["source_file"]: row["sha256"] for row in sorted(files, key=lambda r: r["source_file"])
            },
            "rule_book": _rule_book(),
            "marts": marts,
        }
        (building / "codebook.json").write_text(codebook_json, encoding="utf-8")
        (building / "manifest.json").write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        release = paths.releases_dir() / manifest["release_id"]
        os.replace(building, release)
        write_atomically(
            paths.releases_dir() / "current.json", json.dumps({"release_id": manifest["release_id"]}) + "\n"
        )
        self._clean()
        return manifest["release_id"]

    @staticmethod
    def _clean() -> None:
        """Drop old drafts and the remains of killed builds; final releases are never touched."""
        folder = paths.releases_dir()
        drafts = sorted(path for path in folder.glob("draft-*") if path.is_dir())
        remains = [path for path in folder.glob(".building-*") if path.is_dir()]
        for path in [*drafts[:-KEPT_DRAFTS], *remains]:
            shutil.rmtree(path, ignore_errors=True)
