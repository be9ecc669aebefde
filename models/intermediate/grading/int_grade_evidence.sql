-- The decisions behind a step of a department's grade: their reasons and their ids with document numbers.
with decided as (
    select
        city_id,
        year,
        department_id,
        decision_id,
        decided_on,
        kind,
        case kind
            when 'veto' then 1 when 'bar_from_excellent' then 1
            when 'downgrade' then 4 when 'promotion' then 5 when 'grade_override' then 6
        end as step,
        kind || coalesce(' ' || grade_id, '') || case when kind = 'downgrade' then ' -' || cast(steps as string) else '' end
        || ': ' || coalesce(reason, '') as reason,
        decision_id || coalesce(' (' || document_no || ')', '') as evidence
    from {{ ref('stg_decisions') }}
)

select
    city_id,
    year,
    department_id,
    step,
    {{ dbt.listagg("reason", "'; '", "order by decision_id") }} as reason,
    {{ dbt.listagg("evidence", "'; '", "order by decision_id") }} as evidence
from decided
where step is not null
group by city_id, year, department_id, step
