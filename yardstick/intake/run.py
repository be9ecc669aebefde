"""The load: find what changed, decode it, check the city-years that it touches, leave everything else
alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from yardstick import paths
from yardstick.intake.check import CheckedFile, CityYear, CityYearResult
from yardstick.intake.contract import SOURCES
from yardstick.intake.decode import Decoded, decode, file_sha256, unreadable
from yardstick.intake.discover import RawFile, discover
from yardstick.intake.gate import Gate, Suite, SuiteError, ToCheck, read_suites
from yardstick.intake.headers import EXPECTATIONS_DIR, read_table
from yardstick.intake.lake import Lake
from yardstick.intake.references import RuleBook, Vocabulary
from yardstick.intake.report import IntakeError, Limits, LoadReport, TooMany, too_many_message

MEMORY_LIMIT = "350MB"


@cache
def code_version() -> str:
    """sha256 of the intake code and of the names it reads: what was made by other code is made again."""
    digest = hashlib.sha256()
    files = sorted(Path(__file__).parent.glob("*.py")) + [
        EXPECTATIONS_DIR / f for f in ("headers.csv", "codes.csv")
    ]
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def connect(lake: Lake) -> Any:
    import duckdb

    folder = lake.temporary / "duckdb"
    folder.mkdir(parents=True, exist_ok=True)
    return duckdb.connect(
        ":memory:",
        config={"memory_limit": MEMORY_LIMIT, "temp_directory": str(folder), "threads": _threads()},
    )


def _threads() -> int:
    return max(1, min(4, os.cpu_count() or 1))


@dataclass
class Known:
    """A raw file and what is remembered of it."""

    raw: RawFile
    sha256: str
    loaded_at: str

    @property
    def key(self) -> str:
        """Name of the decoded file: content, source, format and code."""
        text = "|".join((self.sha256, self.raw.source, self.raw.extension, code_version()))
        return hashlib.sha256(text.encode()).hexdigest()[:40]


def _limit(name: str, setting: str, default: float, settings: dict[str, str], kind: type) -> Any:
    text = os.environ.get(name) or settings.get(setting) or str(default)
    try:
        value = kind(text)
    except ValueError:
        value = -1
    if value < 0:
        raise IntakeError(
            f"{name}（或 settings.csv 的 {setting}）写的是「{text}」，应为不小于 0 的数。\n"
            f'{name} (or {setting} in settings.csv) is "{text}"; it must be a number of 0 or more.'
        )
    return value


def read_limits(seeds_dir: Path) -> Limits:
    path = seeds_dir / "defaults" / "settings.csv"
    settings = {row["setting_id"]: row.get("value", "") for row in read_table(path)} if path.is_file() else {}
    return Limits(
        _limit("YARDSTICK_MAX_REFUSED_SHARE", "max_refused_share", 0.01, settings, float),
        _limit("YARDSTICK_MAX_REFUSED_ROWS", "max_refused_rows", 5, settings, int),
    )


class Load:
    def __init__(self, raw: Path, lake: Path, seeds: Path) -> None:
        self.raw_dir, self.lake, self.seeds_dir = raw, Lake(lake), seeds
        self.limits = read_limits(seeds)
        self.report = LoadReport()
        self.now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
        self._connection: Any = None
        self._decoded: dict[str, Decoded] = {}
        self.gate = Gate()

    @property
    def connection(self) -> Any:
        if self._connection is None:
            self._connection = connect(self.lake)
        return self._connection

    def run(self) -> LoadReport:
        if not (self.seeds_dir / "scheme" / "scheme_years.csv").is_file():
            raise IntakeError(
                f"找不到考核方案表 {self.seeds_dir / 'scheme' / 'scheme_years.csv'}，无法核对编号。请设置 "
                f"YARDSTICK_SEEDS_DIR。\nThe scheme tables are not in {self.seeds_dir / 'scheme'}; set "
                "YARDSTICK_SEEDS_DIR."
            )
        try:
            suites = read_suites(EXPECTATIONS_DIR)
            self.lake.prepare()
            with self.lake.locked():
                return self._run(suites)
        except SuiteError as error:
            raise IntakeError(str(error)) from error
        finally:
            if self._connection is not None:
                self._connection.close()

    def _run(self, suites: dict[str, Suite]) -> LoadReport:
        found, self.report.warnings = discover(self.raw_dir)
        files = self._remembered(found)
        city_years: dict[tuple[str, int], list[Known]] = {}
        for file in files:
            city_years.setdefault((file.raw.city, file.raw.year), []).append(file)
        for city, year in sorted(self.lake.city_years_on_disk() - set(city_years)):
            self.lake.forget_state(f"{city}.{year:04d}")
            self.lake.remove_partition(city, year)

        book = RuleBook(self.seeds_dir)
        states = self._check_city_years(city_years, book, suites)
        self._remember(files)
        self.lake.sweep({f.key for f in files})
        self._count(states)
        self._stop_if_too_many(states, book)
        return self.report

    # --- files ------------------------------------------------------------------------------------

    def _remembered(self, found: Sequence[RawFile]) -> list[Known]:
        """sha256 of every file; not read again while size and modification time are the same."""
        remembered = self.lake.read_state("files")
        files = []
        for raw in found:
            old = remembered.get(raw.name)
            if old and (old["size"], old["mtime_ns"]) == (raw.size, raw.mtime_ns):
                files.append(Known(raw, old["sha256"], old["loaded_at"]))
                continue
            try:
                sha256 = file_sha256(raw.path)
            except OSError as error:
                raise IntakeError(
                    f"无法打开 {raw.name}（{error.strerror}）。请检查文件权限，"
                    f"或关闭正在使用它的程序后重新运行。\n"
                    f"{raw.name} cannot be opened ({error.strerror}). Check its permissions, or close the "
                    f"program "
                    "that holds it, and run again."
                ) from error
            same = old is not None and old["sha256"] == sha256
            files.append(Known(raw, sha256, old["loaded_at"] if same else self.now.isoformat()))
        self.report.files = len(files)
        self.report.files_removed = len(set(remembered) - {raw.name for raw in found})
        return files

    def _remember(self, files: Sequence[Known]) -> None:
        state = {
            f.raw.name: {
                "size": f.raw.size,
                "mtime_ns": f.raw.mtime_ns,
                "sha256": f.sha256,
                "loaded_at": f.loaded_at,
            }
            for f in files
        }
        if state != self.lake.read_state("files"):
            self.lake.write_state("files", state)

    def _decode(self, file: Known) -> Decoded:
        """What is kept of the file's content, or decode it now."""
        if file.key in self._decoded:
            return self._decoded[file.key]
        note = self.lake.decoded / f"{file.key}.json"
        target = self.lake.decoded / f"{file.key}.parquet"
        if note.exists():
            decoded = Decoded.from_json(note.read_text(encoding="utf-8"))
            if decoded.problem is not None or target.exists():
                self._decoded[file.key] = decoded
                return decoded
        self.report.files_read += 1
        if file.raw.is_refused_format:
            decoded = unreadable(
                f"不支持 .{file.raw.extension} 格式。请另存为 xlsx 或“CSV UTF-8”后重新提交。",
                f'the format .{file.raw.extension} is not supported. Save it as xlsx or "CSV UTF-8" and '
                f"hand it in again.",
            )
        else:
            decoded = decode(
                file.raw.path, SOURCES[file.raw.source], file.raw.extension, target, self.connection
            )
        self.lake.write_text(note, decoded.to_json())
        self._decoded[file.key] = decoded
        return decoded

    # --- city-years -------------------------------------------------------------------------------

    def _check_city_years(
        self, city_years: dict[tuple[str, int], list[Known]], book: RuleBook, suites: dict[str, Suite]
    ) -> dict[tuple[str, int], dict[str, Any]]:
        """State of every city-year, checked now or before."""
        states = {(c, y): self.lake.read_state(f"{c}.{y:04d}") for c, y in sorted(city_years)}
        vocabularies = {city: book.vocabulary(city) for city, _ in states}
        hashes = {city: vocabulary.fingerprint() for city, vocabulary in vocabularies.items()}
        own = {
            (city, year): _sha256(
                [
                    [[f.raw.name, f.key] for f in files],
                    hashes[city],
                    sorted({(f.raw.source, suites[f.raw.source].sha256) for f in files}),
                ]
            )
            for (city, year), files in city_years.items()
        }
        self._check_rows(
            [f for cy, files in city_years.items() if states[cy].get("own") != own[cy] for f in files], suites
        )
        for city, year in states:
            state, files = states[city, year], city_years[city, year]
            before = [tuple(d) for d in states.get((city, year - 1), {}).get("departments", [])]
            wanted = {"own": own[city, year], "before": _sha256(before)}
            if {k: state.get(k) for k in wanted} == wanted and self._in_place(city, year, state):
                self.report.city_years_reused += 1
                self.report.files_reused += len(files)
                continue
            self.report.city_years_checked += 1
            self._check_rows(files, suites)
            state = self._check_city_year(files, vocabularies[city], suites, before, state)
            if state.pop("complete", False):
                self.lake.write_state(f"{city}.{year:04d}", state | wanted)
            states[city, year] = state
        return states

    def _in_place(self, city: str, year: int, state: dict[str, Any]) -> bool:
        """Nobody has taken a lake file away."""
        tables = [*state.get("partitions", {}), "intake_files"]
        return all(self.lake.partition(table, city, year).exists() for table in tables)

    def _breach_note(self, file: Known, suite: Suite) -> Path:
        return self.lake.decoded / f"{file.key}.{file.raw.year}.{suite.sha256[:16]}.json"

    def _check_rows(self, files: Sequence[Known], suites: dict[str, Suite]) -> None:
        """Great Expectations over every file of which it is not yet known what its suite finds."""
        wanted: dict[str, dict[Path, ToCheck]] = {}
        for file in files:
            decoded = self._decode(file)
            note = self._breach_note(file, suites[file.raw.source])
            if decoded.problem is None and not note.exists():
                path = self.lake.decoded / f"{file.key}.parquet"
                wanted.setdefault(file.raw.source, {})[note] = ToCheck(path, file.raw.year, decoded.n_rows)
        for source, notes in wanted.items():
            found = self.gate.check(suites[source], list(notes.values()), self.connection)
            for note, breaches in zip(notes, found, strict=True):
                self.lake.write_text(note, json.dumps(breaches))

    def _checked_file(self, file: Known, suites: dict[str, Suite]) -> CheckedFile:
        decoded = self._decode(file)
        note = self._breach_note(file, suites[file.raw.source])
        return CheckedFile(
            source=file.raw.source,
            source_file=file.raw.name,
            sha256=file.sha256,
            loaded_at=dt.datetime.fromisoformat(file.loaded_at),
            decoded=decoded,
            path=self.lake.decoded / f"{file.key}.parquet",
            breaches=json.loads(note.read_text()) if decoded.problem is None else [],
        )

    def _check_city_year(
        self,
        files: Sequence[Known],
        vocabulary: Vocabulary,
        suites: dict[str, Suite],
        before: list[tuple[str, str, str]],
        state: dict[str, Any],
    ) -> dict[str, Any]:
        city, year = files[0].raw.city, files[0].raw.year
        in_place = {
            source: p["fingerprint"]
            for source, p in state.get("partitions", {}).items()
            if self.lake.partition(source, city, year).exists()
        }
        checked = [self._checked_file(f, suites) for f in files]
        with connect(self.lake) as connection:
            result = CityYear(
                connection, city, year, vocabulary, suites, before, in_place, self.lake.temporary_path
            ).run(checked)
        return self._put_in_place(city, year, result, _extra_columns(files, checked))

    def _put_in_place(
        self, city: str, year: int, result: CityYearResult, notes: list[tuple[str, str]]
    ) -> dict[str, Any]:
        """Move the new files to their places; the state is absent meanwhile. Refused too much: only the
        reasons.
        """
        name = f"{city}.{year:04d}"
        counts: dict[str, list[int]] = {}
        for row in result.intake_files:
            read, refused = counts.setdefault(row["source"], [0, 0])
            counts[row["source"]] = [read + row["rows_read"], refused + row["rows_refused"]]
        state = {
            "counts": counts,
            "notes": notes,
            "departments": result.departments,
            "partitions": {
                s: {"n_rows": r.n_rows, "fingerprint": r.fingerprint} for s, r in result.sources.items()
            },
            "refused_files": [
                (q["source_file"], q["message_zh"], q["message_en"])
                for q in result.quarantine
                if q["source_row"] is None
            ],
        }
        self.lake.forget_state(name)
        self.lake.write_rows("quarantine", city, year, result.quarantine)
        self.lake.write_rows("intake_files", city, year, result.intake_files)
        if any(self.limits.exceeded(refused, read) for read, refused in counts.values()):
            return state
        for source, made in result.sources.items():
            if made.temporary is not None:
                self.lake.place(made.temporary, self.lake.partition(source, city, year))
        for source in set(SOURCES) - set(result.sources):
            self.lake.remove(self.lake.partition(source, city, year))
        rows = [{"city_id": city, "year": year, "source": s, **p} for s, p in state["partitions"].items()]
        self.lake.write_rows("partitions", city, year, rows)
        return state | {"complete": True}

    # --- the end ----------------------------------------------------------------------------------

    def _count(self, states: dict[tuple[str, int], dict[str, Any]]) -> None:
        for state in states.values():
            for read, refused in state["counts"].values():
                self.report.rows_read += read
                self.report.rows_refused += refused
            self.report.warnings += [tuple(note) for note in state["notes"]]
            self.report.refused_files += [tuple(entry) for entry in state["refused_files"]]
        self.report.rows_accepted = self.report.rows_read - self.report.rows_refused

    def _stop_if_too_many(self, states: dict[tuple[str, int], dict[str, Any]], book: RuleBook) -> None:
        found = [
            TooMany(
                city,
                year,
                source,
                SOURCES[source].name_zh,
                refused,
                read,
                not book.vocabulary(city).has_scheme,
            )
            for (city, year), state in states.items()
            for source, (read, refused) in state["counts"].items()
            if self.limits.exceeded(refused, read)
        ]
        if found:
            where = self.lake.folder / "quarantine" / f"city_id={found[0].city}" / f"year={found[0].year:04d}"
            raise IntakeError(too_many_message(found, self.limits, str(where)))


def _extra_columns(files: Sequence[Known], checked: Sequence[CheckedFile]) -> list[tuple[str, str]]:
    """Columns that no source knows are left aside, but not silently."""
    notes = []
    for file, found in zip(files, checked, strict=True):
        if found.decoded.extra_headers and found.decoded.problem is None:
            columns = ", ".join(found.decoded.extra_headers)
            notes.append(
                (
                    f"{file.raw.name} 中的列 {columns} 不在约定之内，已忽略。",
                    f"{file.raw.name}: the columns {columns} are not in the contract and were ignored.",
                )
            )
    return notes


def _sha256(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()


def load(
    raw_dir: Path | str | None = None, lake_dir: Path | str | None = None, seeds_dir: Path | str | None = None
) -> LoadReport:
    """Take in what is new or changed; raise :class:`IntakeError` where the build has to stop."""
    return Load(
        Path(raw_dir or paths.raw_dir()).resolve(),
        Path(lake_dir or paths.lake_dir()).resolve(),
        Path(seeds_dir or paths.seeds_dir()).resolve(),
    ).run()
