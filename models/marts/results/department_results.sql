-- The result of the year, and why a department has no grade where it has none.
select
    totals.city_id,
    totals.year,
    totals.scheme_id,
    runs.is_official,
    totals.department_id,
    departments.name_zh,
    departments.name_en,
    totals.category_id,
    departments.display_order,
    totals.status,
    totals.total,
    totals.bonus_points,
    cast(totals.category_rank as bigint) as category_rank,
    cast(totals.n_ranked as bigint) as n_ranked,
    grades.grade_by_rank,
    grades.grade_id,
    case
        when totals.is_eligible then null
        when totals.status = 'incomplete' then 'incomplete'
        when totals.status = 'not_applicable' then 'not_applicable'
        else 'not_ranked'
    end as no_grade_reason,
    totals.is_ranked,
    departments.is_published = 1 as is_published
from {{ ref('int_totals') }} as totals
inner join {{ ref('int_runs') }} as runs
    on totals.city_id = runs.city_id and totals.year = runs.year and totals.scheme_id = runs.scheme_id
inner join {{ ref('stg_departments') }} as departments
    on totals.city_id = departments.city_id
    and totals.year = departments.year
    and totals.department_id = departments.department_id
left join {{ ref('int_grades') }} as grades
    on totals.city_id = grades.city_id
    and totals.year = grades.year
    and totals.scheme_id = grades.scheme_id
    and totals.draw = grades.draw
    and totals.department_id = grades.department_id
where totals.draw = 0
