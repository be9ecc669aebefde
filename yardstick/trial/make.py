"""A trial: the same raw files with other decisions for one city-year, built in a work folder of its own.

``$YARDSTICK_WORK_DIR/trials/<name>/raw`` is a tree of links to the raw files, ``.../work`` starts as a copy of lake and
warehouse, so that the build is a warm one. Nothing of the user's is written to: not raw, lake, warehouse or release.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yardstick import paths
from yardstick.intake.contract import EXTENSIONS, source_of
from yardstick.release.current import current_release, read_manifest, write_atomically
from yardstick.trial.book import write_book
from yardstick.trial.compare import Comparison, Release, Row, compare_releases

SHOWN_SENTENCES = 20
MESSAGE_LENGTH = 500


class TrialError(Exception):
    """The trial cannot be made: one clear sentence in Chinese, then in English."""


@dataclass(frozen=True)
class Trial:
    """A finished trial: where it lies, and how its release differs from the one on show."""

    name: str
    folder: Path
    comparison: Comparison

    @property
    def book(self) -> Path:
        return self.folder / "comparison.xlsx"


def trials_dir() -> Path:
    return paths.work_dir() / "trials"


def make_trial(
    city: str, year: int, decisions: Path, name: str | None = None, say: Callable[[str], object] = str
) -> Trial:
    """Build the city-year with ``decisions`` in place of its decisions files and compare with the release on show.

    ``say`` is told when the long part begins.
    Raises :class:`TrialError`; then nothing is left of the trial, and an older one of the same name is as it was.
    """
    name = name or f"{city}-{year}"
    base = _base(city, year, decisions, name)
    folder = trials_dir() / name
    try:
        with _one_at_a_time(), _in_place_of(folder):
            found = _make(folder, base, city, year, decisions, say)
    except OSError as error:
        raise TrialError(
            f"试算时无法读写文件（{error}），没有留下任何东西。请检查磁盘空间和权限。\n"
            f"A file could not be read or written ({error}); nothing is left. Check disk space and permissions."
        ) from error
    return Trial(name, folder, found)


def _make(
    folder: Path, base: Release, city: str, year: int, decisions: Path, say: Callable[[str], object]
) -> Comparison:
    """Everything inside the trial's folder; ``trial.json``, the mark that it is complete, comes last."""
    raw, work = folder / "raw", folder / "work"
    given = _link_raw(raw, city, year, decisions)
    _seed_work(work)
    before = _decisions(work, city, year)
    _take_in(raw, work, given, decisions)
    say("试算中，约需一次 dbt build 的时间…… / Making the trial, about as long as a dbt build …")
    _build(raw, work, str(base.manifest["as_of_date"]))
    after = _mark(work, {"name": folder.name, "city_id": city, "year": year, "based_on": base.release_id})
    found = compare_releases(base, after, (city, year), (before, _decisions(work, city, year)))
    write_book(found, folder / "comparison.xlsx")
    for left_over in (folder / "target", folder / "logs", work / "lake" / "_decoded"):
        shutil.rmtree(left_over, ignore_errors=True)
    note = {**(after.trial or {}), "release_id": after.release_id, "decisions": decisions.name}
    write_atomically(folder / "trial.json", json.dumps(note, ensure_ascii=False, indent=1) + "\n")
    return found


# --- before anything is made ----------------------------------------------------------------------


def _base(city: str, year: int, decisions: Path, name: str) -> Release:
    """The release on show, if the trial can be made at all."""
    if not decisions.is_file():
        raise TrialError(
            f"找不到决定文件 {decisions}。请检查路径。\nThe decisions file {decisions} is not there. Check the path."
        )
    if decisions.suffix.lower().removeprefix(".") not in EXTENSIONS:
        raise TrialError(
            f"决定文件 {decisions.name} 不是 csv、xlsx 或 parquet。请另存为 xlsx 或“CSV UTF-8”。\n"
            f'{decisions.name} is not csv, xlsx or parquet. Save it as xlsx or "CSV UTF-8".'
        )
    if not re.fullmatch(r"\w[\w-]{0,59}", name):
        raise TrialError(
            f"试算名称「{name}」只能由文字、数字、_ 和 - 组成，最长 60 个字。\n"
            f'The name "{name}" may hold letters, digits, _ and - only, at most 60.'
        )
    folder = current_release()
    if folder is None:
        raise TrialError(
            "还没有发布可供比较。请先运行 dbt build。\nThere is no release to compare with yet. Run dbt build first."
        )
    base = Release(folder, read_manifest(folder))
    years = base.rows("runs", "is_official") or []
    there = sorted({(row["city_id"], row["year"]) for row in years})
    if (city, year) not in there or not (paths.raw_dir() / f"city_id={city}" / f"year={year:04d}").is_dir():
        known = ", ".join(f"{c} {y}" for c, y in there)
        raise TrialError(
            f"原始数据和当前发布中没有 {city} {year} 年。现有：{known}。\n"
            f"There is no {city} {year} in the raw files and the release on show. There are: {known}."
        )
    return base


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """One trial at a time in a work folder; the lock goes with the process. Without fcntl (Windows) there is none."""
    trials_dir().mkdir(parents=True, exist_ok=True)
    with (trials_dir() / ".lock").open("a") as file:
        try:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise TrialError(
                    "另一个试算正在进行，请等它结束。\nAnother trial is being made; wait until it has ended."
                ) from error
        except ImportError:
            pass
        yield


@contextlib.contextmanager
def _in_place_of(folder: Path) -> Iterator[None]:
    """Make ``folder`` anew; whatever goes wrong, what stood there before stands there again."""
    aside = folder.with_name(f".before-{folder.name}")
    if aside.exists():  # a trial was killed half way
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(aside, folder)
    if (folder / "trial.json").exists():
        os.replace(folder, aside)
    else:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if aside.exists():
            os.replace(aside, folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


# --- raw and work ---------------------------------------------------------------------------------


def _link(file: Path, to: Path) -> None:
    """A link to a raw file; a copy with its times where the system allows no link (Windows)."""
    to.parent.mkdir(parents=True, exist_ok=True)
    for make in (os.symlink, os.link, shutil.copy2):
        with contextlib.suppress(OSError):
            make(file, to)
            return
    raise TrialError(f"无法读取 {file}。\n{file} cannot be read.")


def _link_raw(raw: Path, city: str, year: int, decisions: Path) -> str:
    """Raw files of all cities and years, the decisions of the city-year replaced; returns the name they go by."""
    own = paths.raw_dir()
    replaced = Path(f"city_id={city}") / f"year={year:04d}"
    for file in sorted(f for depth in ("*", "*/*", "*/*/*") for f in own.glob(depth)):
        relative = file.relative_to(own)
        if not file.is_file() or file.name.startswith((".", "~$")):
            continue
        if relative.parent == replaced and source_of(file.stem) == "decisions":
            continue
        _link(file, raw / relative)
    given = replaced / f"decisions{decisions.suffix.lower()}"
    (raw / replaced).mkdir(parents=True, exist_ok=True)
    shutil.copyfile(decisions, raw / given)  # a copy: the trial keeps what it was made from
    return given.as_posix()


def _seed_work(work: Path) -> None:
    """Copy what makes the build a warm one: lake, defaults, warehouse. Never a part of a file being written."""
    own = paths.work_dir()
    work.mkdir(parents=True)
    lake = paths.lake_dir()
    with _lake_at_rest(lake):
        if lake.is_dir():
            shutil.copytree(lake, work / "lake", ignore=shutil.ignore_patterns("_tmp"))
    if (own / "defaults").is_dir():
        shutil.copytree(own / "defaults", work / "defaults")
    if paths.warehouse_path().is_file():
        import duckdb

        try:  # holding it open for reading keeps builds out while it is copied
            with duckdb.connect(str(paths.warehouse_path()), read_only=True):
                for file in own.glob("warehouse.duckdb*"):
                    if file.is_file():
                        shutil.copyfile(file, work / file.name)
        except duckdb.Error as error:
            raise TrialError(
                "数据仓库正在被使用（可能正在运行 dbt build），请等它结束后再试算。\n"
                "The warehouse is in use (a dbt build may be running); make the trial when it has ended."
            ) from error


@contextlib.contextmanager
def _lake_at_rest(lake: Path) -> Iterator[None]:
    """No load writes to the lake meanwhile."""
    from yardstick.intake.lake import Lake

    with contextlib.ExitStack() as stack:
        if (lake / "_state" / "lock").exists():
            stack.enter_context(Lake(lake).locked())
        yield


def _decisions(work: Path, city: str, year: int) -> list[Row]:
    """The accepted decisions of the city-year."""
    from yardstick.intake.lake import Lake

    path = Lake(work / "lake").partition("decisions", city, year)
    if not path.is_file():
        return []
    import duckdb

    with duckdb.connect() as connection:
        cursor = connection.execute(
            "select * from read_parquet(?, hive_partitioning = false) order by decision_id", [str(path)]
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


# --- intake and build -----------------------------------------------------------------------------


def _take_in(raw: Path, work: Path, given: str, decisions: Path) -> None:
    """Intake, here and not in dbt, so that a row that is refused stops the trial with its sentence."""
    from yardstick.intake import IntakeError, load

    try:
        load(raw, work / "lake", paths.seeds_dir())
    except IntakeError as error:
        raise TrialError("\n".join(_refused(work, given, decisions) or [str(error)])) from error
    if refused := _refused(work, given, decisions):
        raise TrialError("\n".join(refused))


def _refused(work: Path, given: str, decisions: Path) -> list[str]:
    """The sentences of the rows of the decisions file that intake refused, under the name the user knows."""
    import duckdb

    with duckdb.connect() as connection:
        found = connection.execute(
            "select message_zh, message_en from read_parquet(?, hive_partitioning = false) "
            "where source_file = ? order by source_row",
            [str(work / "lake" / "quarantine" / "*" / "*" / "*.parquet"), given],
        ).fetchall()
    if not found:
        return []
    lines = [
        f"决定文件 {decisions.name} 有问题，没有试算：",
        f"The decisions file {decisions.name} has a mistake; no trial was made:",
    ]
    for zh, en in found[:SHOWN_SENTENCES]:
        lines += ["- " + zh.replace(given, decisions.name), "  " + en.replace(given, decisions.name)]
    if len(found) > SHOWN_SENTENCES:
        more = len(found) - SHOWN_SENTENCES
        lines.append(f"- …… 另有 {more} 条 / {more} more")
    return lines


def _build(raw: Path, work: Path, as_of_date: str) -> None:
    """``dbt build`` in a process of its own, on the trial's folders and the rule book in force."""
    target, logs = work.parent / "target", work.parent / "logs"
    done = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "build", "--target", "duckdb"],
        cwd=paths.PROJECT_DIR,
        env={
            **os.environ,
            "YARDSTICK_RAW_DIR": str(raw),
            "YARDSTICK_WORK_DIR": str(work),
            "YARDSTICK_SEEDS_DIR": str(paths.seeds_dir()),
            "YARDSTICK_AS_OF_DATE": as_of_date,
            "YARDSTICK_UNIT_TESTS": "0",
            "DBT_TARGET_PATH": str(target),
            "DBT_LOG_PATH": str(logs),
            "PYTHONUTF8": "1",
        },
        encoding="utf-8",
        errors="replace",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode == 0 and current_release(work / "releases") is not None:
        return
    raise TrialError(
        "试算的 dbt build 没有成功，没有留下任何东西：\n"
        "The dbt build of the trial failed; nothing of it is left:\n" + _what_failed(target, done.stdout)
    )


def _what_failed(target: Path, output: str) -> str:
    """Names and messages of the nodes that failed; the end of the output where dbt did not come that far."""
    with contextlib.suppress(OSError, ValueError):
        results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
        failed = [r for r in results if r["status"] in ("error", "fail")]
        if failed:
            return "\n".join(
                f"- {r['unique_id'].split('.')[2]}: {(r.get('message') or r['status'])[:MESSAGE_LENGTH]}"
                for r in failed[:10]
            )
    return "\n".join(output.splitlines()[-15:])


def _mark(work: Path, trial: dict[str, Any]) -> Release:
    """The trial's release; its manifest says that it is one."""
    folder = current_release(work / "releases")
    assert folder is not None
    trial = {**trial, "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    manifest = {**read_manifest(folder), "trial": trial}
    write_atomically(folder / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1))
    return Release(folder, manifest)
