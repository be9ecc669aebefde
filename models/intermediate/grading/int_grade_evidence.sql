-- The decisions behind a step of a department's grade: how many, what they say and the documents they stand in.
with decided as (
    select
        city_id,
        year,
        department_id,
        decision_id,
        case kind
            when 'veto' then 1 when 'bar_from_excellent' then 1
            when 'downgrade' then 4 when 'promotion' then 5 when 'grade_override' then 6
        end as step,
        kind || coalesce(' ' || grade_id, '') || case when kind = 'downgrade' then ' -' || cast(coalesce(steps, 1) as string) else '' end
        || ': ' || coalesce(reason, '') as reason,
        reason as words,
        document_no,
        decision_id || coalesce(' (' || document_no || ')', '') as evidence,
        '决定 ' || decision_id || coalesce('（' || document_no || '）', '') as evidence_zh,
        'decision ' || decision_id || coalesce(' (' || document_no || ')', '') as evidence_en
    from {{ ref('stg_decisions') }}
)

select
    city_id,
    year,
    department_id,
    step,
    count(*) as n_decisions,
    {{ dbt.listagg("reason", "'; '", "order by decision_id") }} as reason,
    {{ dbt.listagg("words", "'; '", "order by decision_id") }} as words,
    {{ dbt.listagg("document_no", "'; '", "order by decision_id") }} as document_no,
    {{ dbt.listagg("evidence", "'; '", "order by decision_id") }} as evidence,
    {{ dbt.listagg("evidence_zh", "'；'", "order by decision_id") }} as evidence_zh,
    {{ dbt.listagg("evidence_en", "'; '", "order by decision_id") }} as evidence_en
from decided
where step is not null
group by city_id, year, department_id, step
