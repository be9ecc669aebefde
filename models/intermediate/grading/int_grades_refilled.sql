-- Step 4, second half: places freed by downgrades stay empty or, with refill = 1, are filled once from the best quota
-- grade down. vacancy = holders after step 3 - holders now; candidates are departments that were not downgraded.
{%- set category = ['city_id', 'year', 'scheme_id', 'draw', 'category_id'] %}
{%- set max_quota_grades = 4 %}
with state_1 as (
    select * from {{ ref('int_grades_downgraded') }}
),
{% for n in range(1, max_quota_grades + 1) %}
places_{{ n }} as (
    select
        {% for key in category %}state.{{ key }}, {% endfor %}
        settings.tie_policy,
        {{ n }} as grade_order,
        sum(case when state.order_by_rank = {{ n }} then 1 else 0 end)
        - sum(case when state.current_order = {{ n }} then 1 else 0 end) as places
    from state_{{ n }} as state
    inner join {{ ref('int_scheme_settings') }} as settings on state.scheme_id = settings.scheme_id
    where settings.is_refilled and state.last_order - 1 > {{ n }}
    group by {% for key in category %}state.{{ key }}, {% endfor %}settings.tie_policy
),

queue_{{ n }} as (
    select * from state_{{ n }} where current_order > {{ n }} and steps = 0
),

{{ fill_grade(n, 'queue_' ~ n, 'places_' ~ n) }}

state_{{ n + 1 }} as (
    select
        {% for key in category %}state.{{ key }}, {% endfor %}
        state.department_id,
        state.best_allowed,
        state.last_order,
        state.position_tied,
        state.steps,
        state.order_by_rank,
        case when filled.is_holder then {{ n }} else state.current_order end as current_order
    from state_{{ n }} as state
    left join filled_{{ n }} as filled
        on {% for key in category %}state.{{ key }} = filled.{{ key }} and {% endfor %}state.department_id = filled.department_id
),
{% endfor %}
final as (
    select * from state_{{ max_quota_grades + 1 }}
)

select
    {{ category | join(', ') }},
    department_id,
    best_allowed,
    last_order,
    steps,
    order_by_rank,
    current_order
from final
