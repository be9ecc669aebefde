-- The trace of a graded department has the steps 1 to 6 once each, every step starts where the one before ended, step 3
-- ends in grade_by_rank and step 6 in grade_id; a department without a grade has no trace. 评定有依据
with steps as (
    select
        *,
        lag(grade_after) over (partition by city_id, year, scheme_id, department_id order by step) as grade_after_before
    from {{ ref('grade_trace') }}
),

replayed as (
    select
        city_id,
        year,
        scheme_id,
        department_id,
        count(*) as n_steps,
        count(distinct step) as n_distinct,
        min(step) as first_step,
        max(step) as last_step,
        max(case when step = 3 then grade_after end) as grade_by_rank,
        max(case when step = 6 then grade_after end) as grade_id,
        sum(case when coalesce(grade_before, '') <> coalesce(grade_after_before, '') then 1 else 0 end) as n_breaks,
        sum(case when (grade_after is null) <> (step <= 2) then 1 else 0 end) as n_without_grade
    from steps
    group by city_id, year, scheme_id, department_id
)

select
    coalesce(results.city_id, replayed.city_id) as city_id,
    coalesce(results.year, replayed.year) as year,
    coalesce(results.scheme_id, replayed.scheme_id) as scheme_id,
    coalesce(results.department_id, replayed.department_id) as department_id,
    results.grade_by_rank,
    results.grade_id,
    replayed.grade_by_rank as replayed_by_rank,
    replayed.grade_id as replayed_grade_id,
    replayed.n_steps,
    replayed.n_breaks
from (select * from {{ ref('department_results') }} where grade_id is not null) as results
full outer join replayed
    on results.city_id = replayed.city_id
    and results.year = replayed.year
    and results.scheme_id = replayed.scheme_id
    and results.department_id = replayed.department_id
where
    not coalesce(
        results.grade_by_rank = replayed.grade_by_rank
        and results.grade_id = replayed.grade_id
        and replayed.n_steps = 6
        and replayed.n_distinct = 6
        and replayed.first_step = 1
        and replayed.last_step = 6
        and replayed.n_breaks = 0
        and replayed.n_without_grade = 0,
        false
    )
