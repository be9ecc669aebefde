-- What a leader must look at, most serious first (`severity`, 1 first; then `sort_value`). Words are the page's, facts are here.
with departments as (
    select * from {{ ref('department_years') }}
),

found as (
    select city_id, year, category_id, department_id, 'admonished' as kind, 1 as severity, total as sort_value,
        cast(null as double) as value, cast(null as string) as object_id
    from departments
    where grade_id in (select grade_id from {{ ref('scheme_grades') }} as grades where grades.is_admonition)
    union all
    select city_id, year, category_id, department_id, 'bottom_two_years', 2, total, cast(null as double), null
    from departments
    where is_bottom_two_years
    union all
    select city_id, year, category_id, department_id, 'incomplete', 3, 0, cast(null as double), null
    from departments
    where status = 'incomplete'
    union all
    select city_id, year, category_id, null, 'contrary', 4, rho, rho, pair
    from {{ ref('consistencies') }}
    where verdict = 'contrary'
    union all
    select city_id, year, category_id, null, 'tie_at_cut', 5, grade_order, cast(cut_total as double), grade_id
    from {{ ref('grade_places') }}
    where is_official and is_tie
    union all
    select city_id, year, category_id, department_id, case grade_changed_by when 'refill' then 'grade_refilled' else 'grade_changed' end,
        6, total, cast(null as double), grade_id
    from departments
    where grade_changed_by is not null
    union all
    select city_id, year, category_id, department_id, 'near_cut', 7, points_to_next, cast(points_to_next as double), next_grade_id
    from departments
    where is_near_cut and points_to_next > 0
        and points_to_next = (
            select min(others.points_to_next)
            from departments as others
            where others.city_id = departments.city_id
                and others.year = departments.year
                and others.category_id = departments.category_id
                and others.next_grade_id = departments.next_grade_id
        )
    union all
    select city_id, year, category_id, department_id, 'alone', 8, 0, cast(null as double), null
    from departments
    where n_ranked = 1 and category_rank = 1
)

select
    found.city_id,
    found.year,
    runs.scheme_id,
    true as is_official,
    found.category_id,
    found.department_id,
    departments.name_zh,
    departments.name_en,
    found.kind,
    found.severity,
    cast(found.sort_value as double) as sort_value,
    found.value,
    found.object_id
from found
inner join {{ ref('runs') }} as runs on found.city_id = runs.city_id and found.year = runs.year and runs.is_official
left join departments
    on found.city_id = departments.city_id
    and found.year = departments.year
    and found.department_id = departments.department_id
