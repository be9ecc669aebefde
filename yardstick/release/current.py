"""Which release is on show. Readable while a build runs; replaced atomically (architecture.md, "The flow")."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from yardstick import paths


def current_release(releases_dir: Path | None = None) -> Path | None:
    """Folder of the release that ``current.json`` names; None while there is none."""
    folder = releases_dir or paths.releases_dir()
    try:
        named = json.loads((folder / "current.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    release = folder / named["release_id"]
    return release if release.is_dir() else None


def read_manifest(release: Path) -> dict[str, Any]:
    """The manifest of a release: id, status, dates, inputs with sha256, rule book, marts with row counts."""
    return json.loads((release / "manifest.json").read_text(encoding="utf-8"))


def write_atomically(path: Path, text: str) -> None:
    """Write ``text`` so that a reader sees the old file or the new one, never a part of either."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
