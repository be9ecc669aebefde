-- Step 1: the best grade open to each eligible department, with every limit that applied. Orders run from 1 (best);
-- the last grade is admonition, the last but one pass, and the second is what bar_from_excellent leaves.
with grades as (
    select * from {{ ref('int_grades_ordered') }}
),

by_floor as (
    select
        totals.city_id, totals.year, totals.scheme_id, totals.draw, totals.department_id, totals.category_id,
        totals.total,
        coalesce(
            min(case when grades.floor is null or totals.total >= grades.floor then grades.grade_order end),
            max(grades.last_order)
        ) as floor_order,
        max(grades.last_order) as last_order
    from {{ ref('int_totals') }} as totals
    inner join grades on totals.scheme_id = grades.scheme_id
    where totals.is_eligible
    group by
        totals.city_id, totals.year, totals.scheme_id, totals.draw, totals.department_id, totals.category_id, totals.total
),

decided as (
    select
        city_id,
        year,
        department_id,
        max(case when kind = 'veto' then 1 else 0 end) = 1 as is_vetoed,
        max(case when kind = 'bar_from_excellent' then 1 else 0 end) = 1 as is_barred
    from {{ ref('stg_decisions') }}
    group by city_id, year, department_id
),

capped as (
    select
        points.city_id, points.year, points.scheme_id, points.draw, points.department_id,
        max(best.grade_order) as cap_order
    from {{ ref('grade_caps') }} as caps
    inner join {{ ref('int_points_level_0') }} as points
        on caps.scheme_id = points.scheme_id and caps.component_id = points.component_id
    inner join grades as best
        on caps.scheme_id = best.scheme_id and caps.best_grade_id = best.grade_id
    where points.status = 'scored' and {{ fix('points.score', 9) }} < {{ fix('caps.below_score', 9) }}
    group by points.city_id, points.year, points.scheme_id, points.draw, points.department_id
)

select
    by_floor.city_id,
    by_floor.year,
    by_floor.scheme_id,
    by_floor.draw,
    by_floor.department_id,
    by_floor.category_id,
    by_floor.total,
    by_floor.last_order,
    by_floor.floor_order,
    coalesce(capped.cap_order, 1) as cap_order,
    coalesce(decided.is_vetoed, false) as is_vetoed,
    coalesce(decided.is_barred, false) as is_barred,
    coalesce(by_floor.total < {{ fix('settings.admonition_below', 9) }}, false) as is_below_line,
    greatest(
        by_floor.floor_order,
        coalesce(capped.cap_order, 1),
        case when decided.is_barred then 2 else 1 end,
        case
            when decided.is_vetoed or by_floor.total < {{ fix('settings.admonition_below', 9) }}
                then by_floor.last_order
            else 1
        end
    ) as best_allowed
from by_floor
inner join {{ ref('int_scheme_settings') }} as settings on by_floor.scheme_id = settings.scheme_id
left join decided
    on by_floor.city_id = decided.city_id
    and by_floor.year = decided.year
    and by_floor.department_id = decided.department_id
left join capped
    on by_floor.city_id = capped.city_id
    and by_floor.year = capped.year
    and by_floor.scheme_id = capped.scheme_id
    and by_floor.draw = capped.draw
    and by_floor.department_id = capped.department_id
