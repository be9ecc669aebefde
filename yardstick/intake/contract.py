"""What a raw file may hold: sources, columns, types, keys (data.md, "Raw files"), as data and nothing else.

Row checks stand in ``expectations/<source>.json``; references and group rules in ``references.py`` and
``rules.py``. Here is only the shape: which columns there are, in which order, what their cells mean, and
which of them a file cannot do without.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["id", "ids", "label", "text", "code", "flag", "int", "num", "date", "time"]
SQL_TYPES: dict[str, str] = {
    "id": "VARCHAR",  # NFKC, trimmed
    "ids": "VARCHAR",  # several ids, ;-separated
    "label": "VARCHAR",  # short text: outer spaces trimmed
    "text": "VARCHAR",  # word for word
    "code": "VARCHAR",  # fixed list, also by name (expectations/codes.csv)
    "flag": "INTEGER",  # 0/1
    "int": "INTEGER",
    "num": "DOUBLE",
    "date": "DATE",
    "time": "TIMESTAMP",
}
PARSED_KINDS = ("flag", "int", "num", "date", "time")
# Domains whose ids may be given by name. "open" ones are never refused: their list is not closed by data.md.
NAMED_DOMAINS = (
    "department",
    "predecessor",
    "evaluation",
    "group",
    "item",
    "option",
    "daily_item",
    "component",
    "category",
    "grade",
    "criterion",
    "use",
    "line",
    "city",
)
OPEN_DOMAINS = ("line", "city")


@dataclass(frozen=True)
class Column:
    """One column of a source. ``domain`` names the list its ids come from, ``source:`` + a source for row
    ids.
    """

    name: str
    kind: Kind
    required: bool = False
    domain: str | None = None
    default: str | None = None

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.kind]

    @property
    def by_name(self) -> bool:
        """May be given by name, so that the lake keeps ``<name>_given`` beside the id."""
        return self.kind in ("code", "flag") or self.domain in NAMED_DOMAINS


@dataclass(frozen=True)
class Source:
    name: str
    name_zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = field(default=())

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


def _column(text: str) -> Column:
    """``name[!] kind [domain] [=default]``; ``!`` marks a required column."""
    words = text.split()
    default = next((w[1:] for w in words if w.startswith("=")), None)
    words = [w for w in words if not w.startswith("=")]
    name, kind = words[0], words[1]
    domain = words[2] if len(words) > 2 else None
    return Column(name.rstrip("!"), kind, name.endswith("!"), domain, default)  # type: ignore[arg-type]


def _source(name: str, name_zh: str, key: str, columns: str) -> Source:
    parts = tuple(_column(part) for part in columns.replace("\n", " ").split(",") if part.strip())
    return Source(name, name_zh, parts, tuple(key.split()))


# In the order in which they are checked: a source comes after every source that it refers to.
SOURCES: dict[str, Source] = {
    s.name: s
    for s in (
        _source(
            "departments",
            "部门名录",
            "department_id",
            """department_id! id, name_zh! label, name_en label, kind! code, category_id! id category,
            line_id id line, display_order int, civil_servants int, is_ranked flag =1, is_published flag =1,
            succeeds ids predecessor""",
        ),
        _source(
            "officials",
            "领导干部",
            "person_id department_id post from_on",
            """person_id! id, department_id! id department, name label, post! code, from_on date, to_on date,
            result label""",
        ),
        _source(
            "ballots",
            "测评票",
            "ballot_id",
            """ballot_id! id, evaluation_id! id evaluation, group_id! id group, channel label,
            submitted_at time""",
        ),
        _source(
            "marks",
            "测评打分",
            "",  # repeated marks pass intake and are screened later
            """ballot_id! id source:ballots, department_id! id department, item_id! id item,
            option_id! id option""",
        ),
        _source(
            "survey_frames",
            "测评发放",
            "evaluation_id group_id",
            "evaluation_id! id evaluation, group_id! id group, sent int, population int",
        ),
        _source(
            "opinions",
            "群众意见",
            "opinion_id",
            """opinion_id! id, department_id! id department, channel! code, received_on date, theme label,
            text! text, ballot_id id source:ballots""",
        ),
        _source(
            "daily_records",
            "日常考核记录",
            "record_id",
            """record_id! id, department_id! id department, item_id! id daily_item, occurred_on! date,
            points num, recorded_by label, reason text, evidence text, appeal_status code =none""",
        ),
        _source(
            "city_tasks",
            "全市重点任务",
            "task_id",
            "task_id! id, title! label, weight! num, delivered! num",
        ),
        _source(
            "task_shares",
            "任务分担",
            "task_id department_id",
            "task_id! id source:city_tasks, department_id! id department, share! num",
        ),
        _source(
            "targets",
            "目标",
            "target_id round",
            """target_id! id, department_id! id department, component_id! id component, round! int,
            submitted_on date, status! code, approved_on date, title! label, measure_kind! code, unit label,
            unit_kind code, direction! code, last_actual num, floor_value num, target_value num,
            stretch_value num, all_or_nothing flag, weight! num, due_on date, measures text, standard text,
            task_id id source:city_tasks, indicator_id id, approved_by label, document_no label""",
        ),
        _source(
            "target_reviews",
            "目标评审",
            "target_id round criterion_id reviewer_id",
            """target_id! id source:targets, round! int, criterion_id! id criterion, reviewer_id! id,
            score! num, comment text""",
        ),
        _source(
            "target_reports",
            "目标报告",
            "report_id",
            """report_id! id, target_id! id source:targets, reported_on! date, actual_value num,
            completed_on date, judged_score num, assessor_id id, is_verified flag =0, evidence text""",
        ),
        _source(
            "benchmarks",
            "对标数据",
            "indicator_id peer_city_id value_kind",
            "indicator_id! id, peer_city_id! id city, value_kind! code, value! num",
        ),
        _source(
            "direct_scores",
            "直接得分",
            "department_id component_id",
            "department_id! id department, component_id! id component, score! num",
        ),
        _source(
            "decisions",
            "领导小组决定",
            "decision_id",
            """decision_id! id, department_id! id department, kind! code, steps int =1, grade_id id grade,
            component_id id component, target_id id source:targets, reason_id id, reason! text,
            document_no! label, decided_on! date""",
        ),
        _source(
            "appeals",
            "申诉",
            "appeal_id",
            """appeal_id! id, department_id! id department, about! code, record_id id source:daily_records,
            filed_on! date, answered_on date, outcome text""",
        ),
        _source(
            "rectifications",
            "整改",
            "rectification_id",
            """rectification_id! id, department_id! id department, opinion_ids ids source:opinions,
            demand! text, issued_on! date, due_on! date, answered_on date, verified_on date, result code""",
        ),
        _source(
            "measures_taken",
            "已落实措施",
            "department_id use_id done_on",
            "department_id! id department, use_id! id use, done_on! date, document_no label",
        ),
        _source(
            "scheme_comments",
            "方案意见",
            "comment_id",
            """comment_id! id, from_kind! code, clause label, text! text, reply text, is_adopted flag""",
        ),
        _source(
            "published_results",
            "当年公布结果",
            "department_id",
            "department_id! id department, total num, rank int, grade_id! id grade",
        ),
    )
}

EXTENSIONS = ("csv", "xlsx", "parquet")
# Office formats that an office may well hand in but that cannot be read: refused with a clear sentence.
REFUSED_EXTENSIONS = (
    "xls",
    "et",
    "ods",
    "xlsm",
    "xlsb",
    "wps",
    "ett",
    "tsv",
    "txt",
    "json",
    "doc",
    "docx",
    "pdf",
)


def source_of(stem: str) -> str | None:
    """The longest source that a file name (without ending) equals or starts with, followed by ``_``."""
    stem = stem.lower()
    fits = [name for name in SOURCES if stem == name or stem.startswith(name + "_")]
    return max(fits, key=len, default=None)


def lake_columns(source: Source) -> list[tuple[str, str]]:
    """Name and SQL type of every column of a lake file, in order."""
    columns = [("city_id", "VARCHAR"), ("year", "INTEGER")]
    columns += [(c.name, c.sql_type) for c in source.columns]
    columns += [(f"{c.name}_given", "VARCHAR") for c in source.columns if c.by_name]
    return [*columns, ("source_file", "VARCHAR"), ("source_row", "BIGINT")]
