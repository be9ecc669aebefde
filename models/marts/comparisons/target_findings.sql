-- What is wrong with how a target was written down or approved: an objective, measures, a standard and a due date belong
-- to every target, and its last year's value should be last year's result. 目标、措施、标准、时限
with versions as (
    select versions.*, rounds.measures, rounds.standard, settings.targets_close_on
    from {{ ref('int_targets_versions') }} as versions
    inner join {{ ref('stg_targets') }} as rounds
        on versions.city_id = rounds.city_id and versions.year = rounds.year
        and versions.target_id = rounds.target_id and versions.round = rounds.round
    inner join {{ ref('int_component_settings') }} as settings
        on versions.scheme_id = settings.scheme_id and versions.component_id = settings.component_id
    where versions.is_official
),

verified_before as (
    select
        links.city_id, links.year, links.department_id, before.indicator_id,
        max(before.year_end_value) as value_before, max(before.target_id) as target_before
    from {{ ref('int_predecessors') }} as links
    inner join {{ ref('int_targets_official') }} as before
        on links.city_id = before.city_id and links.year_before = before.year and links.department_before = before.department_id
    where before.year_end_value is not null and before.indicator_id is not null
    group by links.city_id, links.year, links.department_id, before.indicator_id
    having count(*) = 1
),

found as (
    {%- for column, zh, en in [('measures', '措施', 'measures'), ('standard', '完成标准', 'a standard'), ('due_on', '完成时限', 'a due date')] %}
    select city_id, year, target_id, round, 'lacks_{{ column }}' as finding_id, cast(null as double) as value, cast(null as double) as reference_value,
        '审定的目标没有写明{{ zh }}。' as sentence_zh, 'The approved target does not state {{ en }}.' as sentence_en
    from versions
    where is_approved and coalesce(trim(cast({{ column }} as string)), '') = ''
    union all
    {%- endfor %}
    select versions.city_id, versions.year, versions.target_id, versions.round, 'last_actual_differs',
        versions.last_actual, verified_before.value_before,
        '上年实际填为' || {{ number_text('versions.last_actual') }} || coalesce(versions.unit, '') || '，去年年终核实为' || {{ number_text('verified_before.value_before') }}
        || '（' || verified_before.target_before || '），相差' || {{ number_text('versions.last_actual - verified_before.value_before') }} || '。',
        'Last year’s value is given as ' || {{ number_text('versions.last_actual') }} || coalesce(versions.unit, '') || '; verified at last year’s end: '
        || {{ number_text('verified_before.value_before') }} || ' (' || verified_before.target_before || '), difference '
        || {{ number_text('versions.last_actual - verified_before.value_before') }} || '.'
    from versions
    inner join verified_before
        on versions.city_id = verified_before.city_id and versions.year = verified_before.year
        and versions.department_id = verified_before.department_id and versions.indicator_id = verified_before.indicator_id
    where versions.is_approved and versions.measure_kind = 'quantity'
        and {{ fix('versions.last_actual', 9) }} <> {{ fix('verified_before.value_before', 9) }}
    union all
    select rounds.city_id, rounds.year, rounds.target_id, rounds.round, 'late_round_without_decision', null, null,
        '第' || cast(rounds.round as string) || '轮' || cast(rounds.approved_on as string) || '才审定，晚于截止日' || versions.targets_close_on || '，又没有调整目标的决定，不计。',
        'Round ' || cast(rounds.round as string) || ' was approved on ' || cast(rounds.approved_on as string) || ', after the closing day '
        || versions.targets_close_on || ', without a decision to change the target: it does not count.'
    from {{ ref('target_rounds') }} as rounds
    inner join versions
        on rounds.city_id = versions.city_id and rounds.year = versions.year and rounds.target_id = versions.target_id
    where rounds.is_after_close and rounds.allowed_by is null
    union all
    select city_id, year, target_id, round, 'not_approved', null, null,
        '没有在' || targets_close_on || '前审定的版本，不计入考评（最后一轮为第' || cast(round as string) || '轮）。',
        'No version was approved by ' || targets_close_on || ': it does not count (last round: ' || cast(round as string) || ').'
    from versions
    where not is_approved
)

select
    found.city_id,
    found.year,
    versions.scheme_id,
    true as is_official,
    versions.department_id,
    versions.category_id,
    versions.component_id,
    found.target_id,
    found.round,
    versions.title,
    found.finding_id,
    found.value,
    found.reference_value,
    found.value - found.reference_value as difference,
    {{ ratio('found.value - found.reference_value', 'abs(found.reference_value)') }} as relative_difference,
    found.sentence_zh,
    found.sentence_en
from found
inner join versions
    on found.city_id = versions.city_id and found.year = versions.year and found.target_id = versions.target_id
