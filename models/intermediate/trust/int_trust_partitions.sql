-- What the draws of an official run are made from: the funnel's fingerprint, the frames, every cell of the score sheet with
-- its official score, the decisions, the scheme's rows and settings, and the SQL. Only city-years with another fingerprint
-- are drawn again, all others keep their draws (int_draw_results).
{%- set scheme_tables = {
    'int_settings': ['component_id', 'setting_id', 'value'],
    'components': ['component_id', 'parent_id', 'kind', 'method', 'share_num', 'share_den', 'bonus_cap'],
    'rater_groups': ['evaluation_id', 'group_id', 'weight', 'population', 'min_ballots'],
    'grades': ['grade_id', 'grade_order', 'quota_num', 'quota_den', 'floor'],
    'grade_shares': ['category_id', 'grade_id', 'quota_num', 'quota_den'],
    'grade_caps': ['component_id', 'below_score', 'best_grade_id']
} %}
with scheme_lines as (
    {%- for table, columns in scheme_tables.items() %}
    select scheme_id, {{ line_of(table, columns) }} as line from {{ ref(table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

schemes as (
    select scheme_id, md5({{ dbt.listagg("line", "';'", "order by line") }}) as rule_book
    from scheme_lines
    group by scheme_id
),

runs as (
    select city_id, year, scheme_id from {{ ref('int_runs') }} where is_official
),

lines as (
    select runs.*, {{ line_of('funnel', ['fingerprint'], 'funnel.') }} as line
    from runs
    inner join {{ ref('int_funnel_partitions') }} as funnel
        on runs.city_id = funnel.city_id and runs.year = funnel.year and runs.scheme_id = funnel.scheme_id
    union all
    select runs.*, {{ line_of('frame', ['evaluation_id', 'group_id', 'population'], 'frames.') }}
    from runs
    inner join {{ ref('stg_survey_frames') }} as frames on runs.city_id = frames.city_id and runs.year = frames.year
    union all
    select runs.*, {{ line_of('decision', ['decision_id', 'department_id', 'kind', 'steps', 'grade_id', 'decided_on'], 'decisions.') }}
    from runs
    inner join {{ ref('stg_decisions') }} as decisions on runs.city_id = decisions.city_id and runs.year = decisions.year
    union all
    select
        runs.*,
        {{ line_of('cell', ['department_id', 'component_id', 'category_id', 'is_ranked', 'is_not_applicable'], 'sheet.') }}
        || '|' || coalesce(cast(scores.score as string), '-')
    from runs
    inner join {{ ref('int_score_sheet') }} as sheet
        on runs.city_id = sheet.city_id and runs.year = sheet.year and runs.scheme_id = sheet.scheme_id
    left join {{ ref('int_leaf_scores_official') }} as scores
        on sheet.city_id = scores.city_id
        and sheet.year = scores.year
        and sheet.scheme_id = scores.scheme_id
        and sheet.department_id = scores.department_id
        and sheet.component_id = scores.component_id
),

wanted as (
    select
        lines.city_id,
        lines.year,
        lines.scheme_id,
        md5(
            '{{ code_behind('int_draw_results') }}' || lines.city_id || cast(lines.year as string) || lines.scheme_id
            || schemes.rule_book || {{ dbt.listagg("lines.line", "';'", "order by lines.line") }}
        ) as fingerprint
    from lines
    inner join schemes on lines.scheme_id = schemes.scheme_id
    group by lines.city_id, lines.year, lines.scheme_id, schemes.rule_book
)

select
    city_id,
    year,
    scheme_id,
    fingerprint,
    {{ changed_since('int_draw_results') }} as is_changed
from wanted
