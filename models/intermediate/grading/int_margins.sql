-- How far from the neighbouring grades, in points, judged by the grade that the rank gave (rules.md 6, Margins).
with holders as (
    select
        results.city_id,
        results.year,
        results.scheme_id,
        results.department_id,
        results.category_id,
        results.total,
        ordered.grade_order
    from {{ ref('department_results') }} as results
    inner join {{ ref('int_grades_ordered') }} as ordered
        on results.scheme_id = ordered.scheme_id and results.grade_by_rank = ordered.grade_id
),

ends as (
    select city_id, year, scheme_id, category_id, grade_order, min(total) as lowest, max(total) as highest
    from holders
    group by city_id, year, scheme_id, category_id, grade_order
)

select
    holders.city_id,
    holders.year,
    holders.scheme_id,
    holders.department_id,
    better.grade_id as next_grade_id,
    worse.grade_id as fall_grade_id,
    above.lowest - holders.total as points_to_next,
    holders.total - below.highest as points_to_fall
from holders
left join ends as above
    on holders.city_id = above.city_id
    and holders.year = above.year
    and holders.scheme_id = above.scheme_id
    and holders.category_id = above.category_id
    and holders.grade_order - 1 = above.grade_order
left join ends as below
    on holders.city_id = below.city_id
    and holders.year = below.year
    and holders.scheme_id = below.scheme_id
    and holders.category_id = below.category_id
    and holders.grade_order + 1 = below.grade_order
left join {{ ref('int_grades_ordered') }} as better
    on holders.scheme_id = better.scheme_id and above.grade_order = better.grade_order
left join {{ ref('int_grades_ordered') }} as worse
    on holders.scheme_id = worse.scheme_id and below.grade_order = worse.grade_order
