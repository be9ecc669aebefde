-- How many departments hold each grade this year and last, for the whole city; every grade of the scheme has its row.
-- 优秀、良好、达标和诫勉4个等次
with counted as (
    select city_id, year, grade_id, count(*) as n_departments
    from {{ ref('department_results') }}
    where is_official and grade_id is not null
    group by city_id, year, grade_id
),

years as (
    select city_id, year, count(*) as n_departments
    from {{ ref('department_results') }}
    where is_official
    group by city_id, year
)

select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    runs.is_official,
    grades.grade_id,
    grades.grade_order,
    coalesce(now.n_departments, 0) as n_departments,
    case when years.year is not null then coalesce(before.n_departments, 0) end as n_before
from {{ ref('runs') }} as runs
inner join {{ ref('scheme_grades') }} as grades on runs.scheme_id = grades.scheme_id
left join counted as now
    on runs.city_id = now.city_id and runs.year = now.year and grades.grade_id = now.grade_id
left join counted as before
    on runs.city_id = before.city_id and runs.year - 1 = before.year and grades.grade_id = before.grade_id
left join years on runs.city_id = years.city_id and runs.year - 1 = years.year
where runs.is_official
