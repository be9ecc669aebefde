-- Nothing is lost or doubled between the roll, the score tree and the marts: every run has departments x leaves cells and
-- departments x components results, counted by key (architecture.md, house rule 3).
with departments as (
    select runs.city_id, runs.year, runs.scheme_id, count(*) as n_departments
    from {{ ref('int_runs') }} as runs
    inner join {{ ref('stg_departments') }} as departments
        on runs.city_id = departments.city_id and runs.year = departments.year
    group by runs.city_id, runs.year, runs.scheme_id
),

components as (
    select
        scheme_id,
        count(*) as n_components,
        sum(case when method <> 'sum' then 1 else 0 end) as n_leaves
    from {{ ref('components') }}
    group by scheme_id
),

counted as (
    {%- for table, counts in [
        ('int_score_sheet', 'n_leaves'), ('int_leaf_points', 'n_leaves'), ('component_results', 'n_components')
    ] %}
    select
        '{{ table }}' as table_name, '{{ counts }}' as counts, city_id, year, scheme_id,
        count(*) as n_rows, count(distinct department_id || '|' || component_id) as n_keys
    from {{ ref(table) }}
    {{- " where draw = 0" if table == 'int_leaf_points' }}
    group by city_id, year, scheme_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

expected as (
    {%- for table, counts in [
        ('int_score_sheet', 'n_leaves'), ('int_leaf_points', 'n_leaves'), ('component_results', 'n_components')
    ] %}
    select
        '{{ table }}' as table_name, departments.city_id, departments.year, departments.scheme_id,
        departments.n_departments * components.{{ counts }} as n_expected
    from departments
    inner join components on departments.scheme_id = components.scheme_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    coalesce(expected.table_name, counted.table_name) as table_name,
    coalesce(expected.city_id, counted.city_id) as city_id,
    coalesce(expected.year, counted.year) as year,
    coalesce(expected.scheme_id, counted.scheme_id) as scheme_id,
    expected.n_expected,
    counted.n_rows,
    counted.n_keys
from expected
full outer join counted
    on expected.table_name = counted.table_name
    and expected.city_id = counted.city_id
    and expected.year = counted.year
    and expected.scheme_id = counted.scheme_id
where coalesce(expected.n_expected, -1) <> coalesce(counted.n_rows, -1) or counted.n_rows <> counted.n_keys
