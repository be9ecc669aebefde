-- The six steps of every eligible department, official draw: what the rule was and which grade it left.
with steps as (
    select city_id, year, scheme_id, department_id, 1 as step, 'best_allowed' as rule, cast(null as integer) as order_after
    from {{ ref('int_grades') }} where draw = 0
    union all
    select city_id, year, scheme_id, department_id, 2, 'places', cast(null as integer) from {{ ref('int_grades') }} where draw = 0
    {%- for step, rule, column in [
        (3, 'fill', 'order_by_rank'), (4, 'downgrade', 'order_after_downgrade'),
        (5, 'promotion', 'order_after_promotion'), (6, 'grade_override', 'grade_order')
    ] %}
    union all
    select city_id, year, scheme_id, department_id, {{ step }}, '{{ rule }}', cast({{ column }} as integer)
    from {{ ref('int_grades') }} where draw = 0
    {%- endfor %}
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    step,
    rule,
    lag(order_after) over (partition by city_id, year, scheme_id, department_id order by step) as order_before,
    order_after
from steps
