-- What the rule book assumes because no document says it: the list of assumptions is this one query.
{%- set tables = {
    'components': 'component_id', 'mark_options': "evaluation_id || ' ' || option_id",
    'rater_groups': "evaluation_id || ' ' || group_id", 'survey_items': "evaluation_id || ' ' || item_id",
    'daily_items': 'item_id', 'setting_criteria': 'criterion_id', 'grades': 'grade_id',
    'grade_caps': 'component_id', 'grade_shares': "category_id || ' ' || grade_id",
    'result_uses': "use_id || ' ' || coalesce(grade_id, condition)",
    'settings': "setting_id || coalesce(' ' || component_id, '')", 'thresholds': 'threshold_id'
} %}
with rows_of_the_book as (
    select 'schemes' as table_name, scheme_id, scheme_id as object_id, clause, basis from {{ ref('schemes') }}
    union all
    {%- for table, object in tables.items() %}
    select '{{ table }}' as table_name, scheme_id, {{ object }} as object_id, clause, basis from {{ ref(table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    scheme_id,
    table_name,
    object_id,
    clause
from rows_of_the_book
where basis = 'assumption'
