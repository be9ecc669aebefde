-- The share of replicates of the ballots in which a department ended in each grade of its scheme (after step 6).
with held as (
    select
        city_id,
        year,
        scheme_id,
        department_id,
        grade_id,
        count(*) as n_times
    from {{ ref('int_draw_results') }}
    where kind = 'ballots' and is_eligible
    group by city_id, year, scheme_id, department_id, grade_id
),

drawn as (
    select city_id, year, scheme_id, department_id, sum(n_times) as n_draws
    from held
    group by city_id, year, scheme_id, department_id
)

select
    drawn.city_id,
    drawn.year,
    drawn.scheme_id,
    drawn.department_id,
    grades.grade_id,
    grades.grade_order,
    {{ ratio('coalesce(held.n_times, 0)', 'drawn.n_draws') }} as probability
from drawn
inner join {{ ref('int_grades_ordered') }} as grades on drawn.scheme_id = grades.scheme_id
left join held
    on drawn.city_id = held.city_id
    and drawn.year = held.year
    and drawn.scheme_id = held.scheme_id
    and drawn.department_id = held.department_id
    and grades.grade_id = held.grade_id
