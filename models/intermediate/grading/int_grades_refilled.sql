-- Step 4, second half: places freed by downgrades stay empty or, with refill = 1, are filled once from the best quota
-- grade down. vacant_<n> = holders after step 3 - holders now (NULL where nothing is refilled or there is no such grade);
-- candidates are departments that were not downgraded. Only categories with a downgrade go through the filling.
{%- set category = ['city_id', 'year', 'scheme_id', 'draw', 'category_id'] %}
{%- set quota_grades = range(1, 5) %}
{%- set columns = category + [
    'department_id', 'best_allowed', 'last_order', 'position_tied', 'steps', 'order_by_rank', 'tie_policy'
] %}
with affected as (
    select distinct {% for key in category %}downgraded.{{ key }}, {% endfor %}settings.tie_policy
    from {{ ref('int_grades_downgraded') }} as downgraded
    inner join {{ ref('int_scheme_settings') }} as settings on downgraded.scheme_id = settings.scheme_id
    where downgraded.steps > 0 and settings.is_refilled
),

filled_0 as (
    select
        downgraded.*,
        affected.tie_policy
    from {{ ref('int_grades_downgraded') }} as downgraded
    inner join affected
        on {% for key in category %}downgraded.{{ key }} = affected.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
),
{% for n in quota_grades %}
{%- set so_far = [] %}
{%- for better in range(1, n) %}{% do so_far.append('open_' ~ better) %}{% endfor %}
{%- set vacant %}case when last_order - 1 > {{ n }} then sum(
            case when order_by_rank = {{ n }} then 1 else 0 end - case when current_order = {{ n }} then 1 else 0 end
        ) over (partition by {{ category | join(', ') }}) end{% endset %}
{{ fill_grade(
    n, 'filled_' ~ (n - 1), columns + so_far, 'current_order',
    'steps = 0 and current_order > ' ~ n ~ ' and best_allowed <= ' ~ n, vacant
) }}
{% endfor %}
refilled as (
    select * from filled_4
)

select
    {% for key in category %}downgraded.{{ key }}, {% endfor %}
    downgraded.department_id,
    downgraded.best_allowed,
    downgraded.last_order,
    downgraded.steps,
    downgraded.order_by_rank,
    coalesce(refilled.current_order, downgraded.current_order) as current_order,
    {%- for n in quota_grades %}
    cast(refilled.open_{{ n }} as bigint) as vacant_{{ n }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('int_grades_downgraded') }} as downgraded
left join refilled
    on {% for key in category %}downgraded.{{ key }} = refilled.{{ key }} and {% endfor %}downgraded.department_id = refilled.department_id
