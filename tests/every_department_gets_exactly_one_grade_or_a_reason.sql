-- Every department of every run stands in department_results once, and has either a grade of its scheme or a reason why
-- it has none; a department of the roll that is missing there would have neither. 评定有依据
with expected as (
    select runs.city_id, runs.year, runs.scheme_id, departments.department_id
    from {{ ref('int_runs') }} as runs
    inner join {{ ref('stg_departments') }} as departments
        on runs.city_id = departments.city_id and runs.year = departments.year
),

found as (
    select
        results.city_id,
        results.year,
        results.scheme_id,
        results.department_id,
        count(*) as n_rows,
        sum(case when grades.grade_id is not null then 1 else 0 end) as n_grades,
        sum(case when results.no_grade_reason is not null then 1 else 0 end) as n_reasons
    from {{ ref('department_results') }} as results
    left join {{ ref('grades') }} as grades
        on results.scheme_id = grades.scheme_id and results.grade_id = grades.grade_id
    group by results.city_id, results.year, results.scheme_id, results.department_id
)

select
    coalesce(expected.city_id, found.city_id) as city_id,
    coalesce(expected.year, found.year) as year,
    coalesce(expected.scheme_id, found.scheme_id) as scheme_id,
    coalesce(expected.department_id, found.department_id) as department_id,
    found.n_rows,
    found.n_grades,
    found.n_reasons
from expected
full outer join found
    on expected.city_id = found.city_id
    and expected.year = found.year
    and expected.scheme_id = found.scheme_id
    and expected.department_id = found.department_id
where
    expected.department_id is null
    or found.department_id is null
    or found.n_rows <> 1
    or found.n_grades + found.n_reasons <> 1
