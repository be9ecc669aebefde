-- What task_assignments adds up to for a department is the coverage that conservative_findings holds against it.
-- 避大就小
with added_up as (
    select city_id, year, department_id, sum(case when is_named then part_of_department else 0 end) as coverage
    from {{ ref('task_assignments') }}
    group by city_id, year, department_id
)

select
    coalesce(added_up.city_id, findings.city_id) as city_id,
    coalesce(added_up.year, findings.year) as year,
    coalesce(added_up.department_id, findings.department_id) as department_id,
    added_up.coverage,
    findings.value
from added_up
full outer join (select * from {{ ref('conservative_findings') }} where test_id = 'coverage') as findings
    on added_up.city_id = findings.city_id
    and added_up.year = findings.year
    and added_up.department_id = findings.department_id
where
    coalesce(added_up.coverage, findings.value) is not null
    and not coalesce(abs(added_up.coverage - findings.value) < 1e-9, false)
