-- The queue of a category: eligible departments by total and then by the points of the tie keys (NULL last; keys the
-- scheme does not have are skipped). position_tied is shared by departments that nothing tells apart.
{%- set n_keys = 6 %}
{%- set order_by %}total desc{% for i in range(1, n_keys + 1) %}, key_{{ i }} desc nulls last{% endfor %}{% endset %}
with tie_keys as (
    {%- for i in range(1, n_keys + 1) %}
    select scheme_id, {{ i }} as key_number, trim(split_part(tie_keys, ';', {{ i }})) as component_id
    from {{ ref('int_scheme_settings') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

key_points as (
    select
        points.city_id,
        points.year,
        points.scheme_id,
        points.draw,
        points.department_id
        {%- for i in range(1, n_keys + 1) %},
        max(case when tie_keys.key_number = {{ i }} then points.points end) as key_{{ i }}
        {%- endfor %}
    from {{ ref('int_points_level_0') }} as points
    inner join tie_keys
        on points.scheme_id = tie_keys.scheme_id and points.component_id = tie_keys.component_id
    group by points.city_id, points.year, points.scheme_id, points.draw, points.department_id
),

queued as (
    select
        limits.*
        {%- for i in range(1, n_keys + 1) %},
        key_points.key_{{ i }}
        {%- endfor %}
    from {{ ref('int_grade_limits') }} as limits
    left join key_points
        on limits.city_id = key_points.city_id
        and limits.year = key_points.year
        and limits.scheme_id = key_points.scheme_id
        and limits.draw = key_points.draw
        and limits.department_id = key_points.department_id
)

select
    city_id,
    year,
    scheme_id,
    draw,
    department_id,
    category_id,
    total,
    best_allowed,
    last_order,
    rank() over (
        partition by city_id, year, scheme_id, draw, category_id
        order by {{ order_by }}
    ) as position_tied
from queued
