-- The queue of a category: eligible departments by total and then by the points of the tie keys (NULL last; keys the
-- scheme does not have are skipped). position_tied is shared by departments that nothing tells apart. The keys are looked
-- up, and kept as key_1 to key_6, only where totals are equal: elsewhere they decide nothing.
{%- set run = ['city_id', 'year', 'scheme_id', 'draw'] %}
{%- set n_keys = 6 %}
with tie_keys as (
    {%- for i in range(1, n_keys + 1) %}
    select scheme_id, {{ i }} as key_number, trim(split_part(tie_keys, ';', {{ i }})) as component_id
    from {{ ref('int_scheme_settings') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

eligible as (
    select
        *,
        rank() over (partition by {{ run | join(', ') }}, category_id order by total desc) as position_by_total,
        count(*) over (partition by {{ run | join(', ') }}, category_id, total) as n_equal
    from {{ ref('int_grade_limits') }}
),

equal_totals as (
    select
        {% for key in run %}eligible.{{ key }}, {% endfor %}
        eligible.department_id,
        eligible.category_id,
        eligible.total
        {%- for i in range(1, n_keys + 1) %},
        max(case when tie_keys.key_number = {{ i }} then points.points end) as key_{{ i }}
        {%- endfor %}
    from eligible
    inner join tie_keys on eligible.scheme_id = tie_keys.scheme_id
    left join {{ ref('int_points_level_0') }} as points
        on {% for key in run %}eligible.{{ key }} = points.{{ key }} and {% endfor %}eligible.department_id = points.department_id
        and tie_keys.component_id = points.component_id
    where eligible.n_equal > 1
    group by {% for key in run %}eligible.{{ key }}, {% endfor %}eligible.department_id, eligible.category_id, eligible.total
),

by_keys as (
    select
        *,
        rank() over (
            partition by {{ run | join(', ') }}, category_id, total
            order by {% for i in range(1, n_keys + 1) %}key_{{ i }} desc nulls last{{ ', ' if not loop.last }}{% endfor %}
        ) as position_by_keys
    from equal_totals
)

select
    {% for key in run %}eligible.{{ key }}, {% endfor %}
    eligible.department_id,
    eligible.category_id,
    eligible.total,
    eligible.best_allowed,
    eligible.last_order,
    cast(eligible.position_by_total + coalesce(by_keys.position_by_keys, 1) - 1 as bigint) as position_tied,
    {%- for i in range(1, n_keys + 1) %}
    by_keys.key_{{ i }}{{ ',' if not loop.last }}
    {%- endfor %}
from eligible
left join by_keys
    on {% for key in run %}eligible.{{ key }} = by_keys.{{ key }} and {% endfor %}eligible.department_id = by_keys.department_id
