"""What a load did, in a few sentences; and the errors that stop a build."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


class IntakeError(Exception):
    """The build stops: one clear sentence in Chinese, then in English."""


def fill(template: str, values: Mapping[str, object]) -> str:
    """``{name}`` replaced in one pass; text that happens to hold braces is left as it is."""
    return re.sub(
        r"\{(\w+)\}", lambda m: str(values[m[1]]) if values.get(m[1]) is not None else m[0], template
    )


@dataclass
class LoadReport:
    """Counts over everything that now stands in the lake, and what this load had to do for it."""

    files: int = 0
    files_read: int = 0  # decoded anew
    files_reused: int = 0
    files_removed: int = 0
    city_years_checked: int = 0
    city_years_reused: int = 0
    rows_read: int = 0
    rows_accepted: int = 0
    rows_refused: int = 0
    refused_files: list[tuple[str, str, str]] = field(default_factory=list)  # file, sentence zh, sentence en
    warnings: list[tuple[str, str]] = field(default_factory=list)

    def summary(self) -> str:
        """A few lines for people: Chinese first, then English."""
        lines = [
            f"数据接收：共 {self.files} 个文件，新读 {self.files_read}，沿用 {self.files_reused}，移除 "
            f"{self.files_removed}；接收 {self.rows_accepted} 行，拒收 {self.rows_refused} 行。",
            f"Intake: {self.files} files, {self.files_read} read, {self.files_reused} reused, "
            f"{self.files_removed} "
            f"removed; {self.rows_accepted} rows accepted, {self.rows_refused} refused.",
        ]
        if self.rows_refused or self.refused_files:
            lines += [
                "拒收的每一行及其原因见 lake/quarantine（数据表 marts.quarantine）。",
                "Every refused row and its reason: lake/quarantine (mart quarantine).",
            ]
        notes = [(zh, en) for _, zh, en in self.refused_files] + self.warnings
        for zh, en in notes[:20]:
            lines += [f"- {zh}", f"  {en}"]
        if len(notes) > 20:
            lines.append(f"- …… 另有 {len(notes) - 20} 条 / {len(notes) - 20} more")
        return "\n".join(lines)


@dataclass(frozen=True)
class Limits:
    """More than both refused: the build stops."""

    share: float
    rows: int

    def exceeded(self, refused: int, read: int) -> bool:
        return refused > self.rows and refused > self.share * read


@dataclass(frozen=True)
class TooMany:
    city: str
    year: int
    source: str
    source_zh: str
    refused: int
    read: int
    no_scheme: bool


def too_many_message(found: list[TooMany], limits: Limits, quarantine: str) -> str:
    """The sentence that stops the build."""

    def hint_zh(f: TooMany) -> str:
        return f"（{f.city} 在 scheme_years.csv 中没有考核方案）" if f.no_scheme else ""

    def hint_en(f: TooMany) -> str:
        return f" ({f.city} has no scheme in scheme_years.csv)" if f.no_scheme else ""

    zh = "；".join(
        f"{f.city} {f.year} 年的{f.source_zh}（{f.source}）读入 {f.read} 行，拒收 {f.refused} 行"
        f"（{f.refused / f.read:.1%}）{hint_zh(f)}"
        for f in found
    )
    en = "; ".join(
        f"{f.city} {f.year}, {f.source}: {f.refused} of {f.read} rows refused "
        f"({f.refused / f.read:.1%}){hint_en(f)}"
        for f in found
    )
    return (
        f"数据接收已停止：{zh}，超过上限（{limits.share:.1%} 且 {limits.rows} 行）。请在 {quarantine} "
        "查看每一行的原因，改正原始文件后重新运行；确需放行，可设置环境变量 YARDSTICK_MAX_REFUSED_SHARE 和 "
        "YARDSTICK_MAX_REFUSED_ROWS。\n"
        f"Intake stopped: {en}, more than allowed ({limits.share:.1%} and {limits.rows} rows). See the "
        f"reason of "
        f"every row in {quarantine}, correct the raw files and run again; to let them pass, set the "
        f"environment "
        "variables YARDSTICK_MAX_REFUSED_SHARE and YARDSTICK_MAX_REFUSED_ROWS."
    )
