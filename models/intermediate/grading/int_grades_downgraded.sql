-- Step 4, first half: steps of all downgrades add up, from the present grade, not below downgrade_lowest, never raising.
-- 对虽完成了任务，但目标制定避高就低、避实就虚、避重就轻、避大就小的……适当降低等次
with decided as (
    select
        city_id,
        year,
        department_id,
        sum(coalesce(steps, 1)) as steps
    from {{ ref('stg_decisions') }}
    where kind = 'downgrade'
    group by city_id, year, department_id
),

lowest as (
    select scheme_id, grade_order as lowest_order from {{ ref('int_grades_ordered') }} where is_downgrade_lowest
)

select
    filled.city_id,
    filled.year,
    filled.scheme_id,
    filled.draw,
    filled.department_id,
    filled.category_id,
    filled.best_allowed,
    filled.last_order,
    filled.position_tied,
    coalesce(decided.steps, 0) as steps,
    filled.grade_order as order_by_rank,
    greatest(
        filled.grade_order, least(filled.grade_order + coalesce(decided.steps, 0), lowest.lowest_order)
    ) as current_order
from {{ ref('int_grades_filled') }} as filled
inner join lowest on filled.scheme_id = lowest.scheme_id
left join decided
    on filled.city_id = decided.city_id
    and filled.year = decided.year
    and filled.department_id = decided.department_id
