"""Which raw files there are, and what is lying about that is none."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yardstick.intake.contract import EXTENSIONS, REFUSED_EXTENSIONS, source_of

_CITY = re.compile(r"city_id=([a-z0-9_-]+)")
_YEAR = re.compile(r"year=([0-9]{4})")
_NOISE = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class RawFile:
    path: Path
    name: str  # below the raw folder, with /
    city: str
    year: int
    source: str
    extension: str
    size: int
    mtime_ns: int

    @property
    def is_refused_format(self) -> bool:
        return self.extension not in EXTENSIONS


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from sorted(entries, key=lambda e: e.name.encode("utf-8", "surrogateescape"))


def _is_noise(name: str) -> bool:
    """Hidden files, Excel's lock files, leftovers of operating systems."""
    return name.startswith((".", "~$")) or name.lower() in _NOISE


def _is_text(name: str) -> bool:
    """File names unpacked in another encoding cannot be written down as source_file."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _not_recognised(name: str, zh: str, en: str) -> tuple[str, str]:
    return f"{name} 未被读取：{zh}", f"{name} was not read: {en}"


_PLACE = (
    "它应放在 city_id=<城市>/year=<年度>/ 文件夹下（城市编号只含小写字母、数字、_ 和 -）。",
    "it belongs into city_id=<city>/year=<year>/ (city ids: lower-case letters, digits, _ and -).",
)
_NAME = (
    "文件名应为“<数据名>[_任意].csv / .xlsx / .parquet”，例如 marks_1.csv；请改名后重新运行。",
    'its name should be "<source>[_anything]" with the ending csv, xlsx or parquet, such as marks_1.csv; '
    "rename it and "
    "run again.",
)


def discover(raw: Path) -> tuple[list[RawFile], list[tuple[str, str]]]:
    """Raw files ordered by name (bytes), and sentences on what was left aside."""
    found: list[RawFile] = []
    warnings: list[tuple[str, str]] = []
    if not raw.is_dir():
        return found, [
            (f"原始数据文件夹 {raw} 不存在。", f"The raw folder {raw} does not exist (YARDSTICK_RAW_DIR).")
        ]
    for city in _entries(raw):
        if _is_noise(city.name):
            continue
        in_city = _CITY.fullmatch(city.name)
        if not city.is_dir() or not in_city:
            if city.is_dir() or source_of(city.name.rpartition(".")[0] or city.name):
                warnings.append(_not_recognised(city.name, *_PLACE))
            continue
        for year in _entries(Path(city.path)):
            if _is_noise(year.name):
                continue
            in_year = _YEAR.fullmatch(year.name)
            if not year.is_dir() or not in_year:
                warnings.append(_not_recognised(f"{city.name}/{year.name}", *_PLACE))
                continue
            for entry in _entries(Path(year.path)):
                if _is_noise(entry.name):
                    continue
                relative = f"{city.name}/{year.name}/{entry.name}"
                stem, _, extension = entry.name.rpartition(".")
                extension = extension.lower()
                source = source_of(stem)
                if not _is_text(entry.name):
                    warnings.append(_not_recognised(relative.encode(errors="replace").decode(), *_NAME))
                    continue
                if not entry.is_file() or source is None or extension not in EXTENSIONS + REFUSED_EXTENSIONS:
                    warnings.append(_not_recognised(relative, *_NAME))
                    continue
                stat = entry.stat()
                found.append(
                    RawFile(
                        Path(entry.path),
                        relative,
                        in_city[1],
                        int(in_year[1]),
                        source,
                        extension,
                        stat.st_size,
                        stat.st_mtime_ns,
                    )
                )
    return sorted(found, key=lambda f: f.name.encode("utf-8", "surrogateescape")), warnings
