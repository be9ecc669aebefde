-- What a department was, up to three years back: itself (0 years), its predecessors, theirs and theirs. A merged
-- department has several in a year; one that divided stands behind each of its successors. 近三年
{%- set furthest = 3 %}
with back_0 as (
    select city_id, year, department_id, year as year_then, department_id as department_then
    from {{ ref('stg_departments') }}
),
{% for back in range(1, furthest + 1) %}
back_{{ back }} as (
    select distinct
        later.city_id,
        later.year,
        later.department_id,
        links.year_before as year_then,
        links.department_before as department_then
    from back_{{ back - 1 }} as later
    inner join {{ ref('int_predecessors') }} as links
        on later.city_id = links.city_id
        and later.year_then = links.year
        and later.department_then = links.department_id
){{ ',' if not loop.last }}
{% endfor %}
{%- for back in range(furthest + 1) %}
select
    city_id,
    year,
    department_id,
    {{ back }} as years_back,
    year_then,
    department_then
from back_{{ back }}
{{ 'union all' if not loop.last }}
{%- endfor %}
