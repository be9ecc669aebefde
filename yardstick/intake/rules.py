"""Rules that look at more than one column or row (data.md, "Refusal"), as SQL over one source of a city-year.

``t`` is the source's rows with ids resolved, ``r`` its refused rows so far; every statement looks only at
rows that passed so far. Messages know {file}, {row}, {year}, {value} and the fields of ``extra``.
"""

from __future__ import annotations

from dataclasses import dataclass

UP = "direction = 'up'"
DOWN = "direction = 'down'"
_AGAIN_ZH = "请改正后重新提交。"
_AGAIN_EN = "Correct it and hand the file in again."
_AT_ZH, _AT_EN = "{file} 第 {row} 行「{header}」", "{file}, row {row}, {column}"


@dataclass(frozen=True)
class GroupRule:
    """``sql`` is a condition on a row of ``t``, or (``is_query``) a query of file_no, source_row, extra."""

    rule: str
    column: str
    sql: str
    zh: str
    en: str
    is_query: bool = False
    needs: tuple[str, ...] = ()


def _needs(rule: str, column: str, condition: str, zh: str, en: str) -> GroupRule:
    return GroupRule(
        rule,
        column,
        condition,
        f"{_AT_ZH}为空：{zh}请补上后重新提交。",
        f"{_AT_EN}: empty, but {en}. {_AGAIN_EN}",
    )


def _wrong_side(rule: str, column: str, condition: str, zh: str, en: str) -> GroupRule:
    return GroupRule(
        rule,
        column,
        condition,
        f"{_AT_ZH}写的是「{{value}}」，{zh}{_AGAIN_ZH}",
        f'{_AT_EN}: "{{value}}" {en}. {_AGAIN_EN}',
    )


# What one document cannot say of one department: a with b. Two documents never contradict each other, since
# rules.md 6 says which goes first. "best_grade" holds the best grade of the city-year's own scheme.
_CONTRADICTIONS = (
    "a.kind = b.kind AND a.kind IN ('promotion', 'grade_override') AND a.grade_id <> b.grade_id",
    "a.kind = 'promotion' AND b.kind = 'downgrade'",
    "a.kind = 'veto' AND b.kind IN ('promotion', 'grade_override')",
    "a.kind = 'bar_from_excellent' AND b.kind IN ('promotion', 'grade_override') "
    "AND b.grade_id IN (SELECT grade_id FROM best_grade)",
)
# Judged all at once, so that a row that stands against two others names both. Decisions are quoted as written.
_CONTRADICTING_DECISIONS = f"""
    WITH quoted AS (
        SELECT *, decision_id || ' (' || concat_ws(' ', kind_given, grade_id_given) || ')' AS quotation FROM passed
    ), pairs AS (
        SELECT a, b FROM quoted AS a JOIN quoted AS b
        ON a.department_id = b.department_id AND a.document_no = b.document_no AND a.decided_on = b.decided_on
        AND (({") OR (".join(_CONTRADICTIONS)}))
    ), both_ways AS (
        SELECT a, b FROM pairs UNION SELECT b, a FROM pairs
    )
    SELECT a.file_no AS file_no, a.source_row AS source_row,
        a.quotation || ' / ' || string_agg(b.quotation, ' / ' ORDER BY b.decision_id) AS extra
    FROM both_ways GROUP BY a.file_no, a.source_row, a.quotation
"""

# Row rules first, in column order, then those across rows.
GROUP_RULES: dict[str, tuple[GroupRule, ...]] = {
    "targets": (
        _needs(
            "approved_on_missing",
            "approved_on",
            "status = 'approved' AND approved_on IS NULL",
            "状态为“已批准”的目标必须有批准日期，",
            "an approved target needs its approval date",
        ),
        _needs(
            "floor_value_missing",
            "floor_value",
            "measure_kind = 'quantity' AND target_value <= 0 AND floor_value IS NULL",
            "目标值不大于 0 的定量目标必须写明底线值，",
            "a quantity target of 0 or less needs a floor",
        ),
        _wrong_side(
            "wrong_side_floor",
            "floor_value",
            f"measure_kind = 'quantity' AND (({UP} AND floor_value >= target_value) "
            f"OR ({DOWN} AND floor_value <= target_value))",
            "底线值必须差于目标值（越高越好时低于目标值，越低越好时高于目标值），不能相等。",
            "is on the wrong side of the target or equal to it (up: the floor lies below, down: above)",
        ),
        _needs(
            "target_value_missing",
            "target_value",
            "measure_kind = 'quantity' AND target_value IS NULL",
            "定量目标必须写明目标值，",
            "a quantity target needs a target value",
        ),
        _wrong_side(
            "wrong_side_stretch",
            "stretch_value",
            f"measure_kind = 'quantity' AND (({UP} AND stretch_value <= target_value) "
            f"OR ({DOWN} AND stretch_value >= target_value))",
            "挑战值必须优于目标值（越高越好时高于目标值，越低越好时低于目标值），不能相等。",
            "is on the wrong side of the target or equal to it (up: the stretch lies above, down: below)",
        ),
        GroupRule(
            "approved_twice",
            "approved_on",
            """
            SELECT file_no, source_row, first_row AS extra FROM (
                SELECT *, row_number() OVER w AS n,
                    first_value(file_no || ':' || source_row) OVER w AS first_row
                FROM passed WHERE status = 'approved'
                WINDOW w AS (PARTITION BY target_id, approved_on ORDER BY file_no, source_row)
            ) AS ranked WHERE n > 1
            """,
            f"{_AT_ZH}：同一目标在 {{value}} 已有一轮获批（{{first_file}} 第 {{first_row}} 行），"
            "同一天不能批准两轮，保留在前的一行。请核对批准日期后重新提交。",
            f"{_AT_EN}: another round of this target was approved on the same day, {{value}} "
            f"({{first_file}}, row "
            "{first_row}); the first stays. Check the approval dates and hand the file in again.",
            is_query=True,
        ),
    ),
    "target_reviews": (
        GroupRule(
            "unknown_round",
            "round",
            "(target_id, round) NOT IN (SELECT (target_id, round) FROM accepted_targets)",
            f"{_AT_ZH}写的是「{{value}}」，该目标没有这一轮。{_AGAIN_ZH}",
            f'{_AT_EN}: the target has no round "{{value}}". {_AGAIN_EN}',
            needs=("targets",),
        ),
    ),
    "target_reports": (
        GroupRule(
            "before_submission",
            "reported_on",
            """
            SELECT p.file_no, p.source_row, CAST(f.submitted_on AS VARCHAR) AS extra
            FROM passed AS p JOIN (
                SELECT target_id, arg_min(struct_pack(d := submitted_on), round).d AS submitted_on
                FROM accepted_targets GROUP BY target_id
            ) AS f ON p.target_id = f.target_id WHERE p.reported_on < f.submitted_on
            """,
            f"{_AT_ZH}写的是「{{value}}」，早于该目标首轮的申报日期 {{extra}}。请核对日期后重新提交。",
            f'{_AT_EN}: "{{value}}" is before the first round of the target was submitted ({{extra}}). '
            f"Check the date "
            "and hand the file in again.",
            is_query=True,
            needs=("targets",),
        ),
    ),
    "task_shares": (
        GroupRule(
            "shares_do_not_sum",
            "share",
            """
            SELECT p.file_no, p.source_row, CAST(CAST(s.total AS DOUBLE) AS VARCHAR) AS extra
            FROM passed AS p JOIN (
                SELECT task_id, sum(CAST(share AS DECIMAL(18, 9))) AS total
                FROM passed GROUP BY task_id
            ) AS s ON p.task_id = s.task_id WHERE abs(s.total - 1) > 0.000001
            """,
            f"{_AT_ZH}：该任务各部门的分担份额合计为 {{extra}}，应为 1，该任务的各行均未被接收。"
            f"请核对份额后重新提交。",
            f"{_AT_EN}: the shares of this task add up to {{extra}}, not to 1; all rows of the task are "
            f"refused. Check "
            "the shares and hand the file in again.",
            is_query=True,
        ),
    ),
    "decisions": (
        _needs(
            "grade_missing",
            "grade_id",
            "kind IN ('promotion', 'grade_override') AND grade_id IS NULL",
            "升等和改定等次的决定必须写明等次，",
            "a promotion or grade override needs the grade",
        ),
        _needs(
            "component_missing",
            "component_id",
            "kind = 'not_applicable' AND component_id IS NULL",
            "“不适用”的决定必须写明考核部分，",
            "a decision not_applicable needs the component",
        ),
        _needs(
            "target_missing",
            "target_id",
            "kind = 'target_change' AND target_id IS NULL",
            "目标调整的决定必须写明目标编号，",
            "a target change needs the target",
        ),
        GroupRule(
            "contradicts",
            "kind",
            _CONTRADICTING_DECISIONS,
            f"{_AT_ZH}：同一份文件（同一文号、同一日期）对同一部门的这些决定不能同时成立：{{extra}}。"
            "这些行均未被接收。请核对文件原文，只保留成立的决定；"
            "如出自先后两份文件，请分别写明文号和日期，再重新提交。",
            f"{_AT_EN}: one document (same number, same date) says of one department what cannot all hold: "
            "{extra}. All of these rows are refused. Check the document and keep only the decision that holds; "
            "if they come from two documents, write the number and date of each, and hand the file in again.",
            is_query=True,
        ),
    ),
}

DUPLICATE_ZH = (
    "{file} 第 {row} 行：{header}「{value}」重复，与 {first_file} 第 {first_row} 行相同（{key}），"
    "保留在前的一行。"
    "请删除多余的行，若确为另一条请换编号后重新提交。"
)
DUPLICATE_EN = (
    '{file}, row {row}: {column} "{value}" repeats {first_file}, row {first_row} ({key}); the first stays. '
    "Delete the "
    "repeated row, or give it its own id, and hand the file in again."
)
UNKNOWN_ZH = (
    "{file} 第 {row} 行「{header}」写的是「{value}」，{place}中没有。请改正后重新提交，或先补上{place}。"
)
UNKNOWN_EN = (
    '{file}, row {row}, {column}: "{value}" is not known in {place_en}. Correct it and hand the file in '
    "again, or "
    "complete {place_en} first."
)
AMBIGUOUS_ZH = (
    "{file} 第 {row} 行「{header}」写的是「{value}」，这个名称对应不止一个编号。请改填编号后重新提交。"
)
AMBIGUOUS_EN = (
    '{file}, row {row}, {column}: the name "{value}" stands for more than one id. Write the id instead and '
    "hand the "
    "file in again."
)
PLACES: dict[str, tuple[str, str]] = {
    "department": ("该市该年的部门名录", "the departments of this city and year"),
    "predecessor": ("上一年的部门名录", "the departments of the year before"),
    "evaluation": ("该市考核方案的测评", "the evaluations of the city's schemes"),
    "group": ("该市考核方案的评价主体（rater_groups）", "the rater groups of the city's schemes"),
    "item": ("该市考核方案的测评项目（survey_items）", "the survey items of the city's schemes"),
    "option": ("该市考核方案的评价等次（mark_options）", "the mark options of the city's schemes"),
    "daily_item": ("该市考核方案的日常考核项目（daily_items）", "the daily items of the city's schemes"),
    "component": ("该市考核方案的考核部分（components）", "the components of the city's schemes"),
    "category": ("部门类别表（reference/categories）", "the categories (reference/categories)"),
    "grade": ("该市考核方案的等次（grades）", "the grades of the city's schemes"),
    "criterion": ("该市考核方案的评审标准（setting_criteria）", "the criteria of the city's schemes"),
    "use": ("该市考核方案的结果运用（result_uses）", "the uses of results of the city's schemes"),
    "source:ballots": ("已接收的测评票（ballots）", "the accepted ballots"),
    "source:city_tasks": ("已接收的全市重点任务（city_tasks）", "the accepted city tasks"),
    "source:targets": ("已接收的目标（targets）", "the accepted targets"),
    "source:daily_records": ("已接收的日常考核记录（daily_records）", "the accepted daily records"),
    "source:opinions": ("已接收的群众意见（opinions）", "the accepted opinions"),
}
