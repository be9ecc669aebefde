-- What is wrong with how the result was used: due and not taken by the day the offices were to report it, contradicted by
-- an official's result, taken though nothing asks for it. Findings are rows, people decide (architecture.md, 7).
with due as (
    select
        *,
        case
            when state = 'contradicted' and measure_id = 'head_barred_from_excellent' then 'head_rated_excellent'
            when state = 'contradicted' then 'quota_exceeded'
            when state = 'due' and measure_id <> 'civil_servant_excellent_share' then 'due_not_taken'
        end as finding
    from {{ ref('measures_due') }}
),

not_asked as (
    select taken.*, runs.scheme_id
    from {{ ref('stg_measures_taken') }} as taken
    inner join {{ ref('int_runs') }} as runs
        on taken.city_id = runs.city_id and taken.year = runs.year and runs.is_official
    left join {{ ref('int_uses_applied') }} as uses
        on runs.city_id = uses.city_id
        and runs.year = uses.year
        and runs.scheme_id = uses.scheme_id
        and taken.department_id = uses.department_id
        and taken.use_id = uses.use_id
    where uses.use_id is null
)

select
    city_id,
    year,
    scheme_id,
    is_official,
    department_id,
    measure_id,
    finding,
    case when finding = 'due_not_taken' then reason_zh || '，没有执行记录' else contradiction_zh end as finding_zh,
    case when finding = 'due_not_taken' then reason_en || '; no record that it was carried out' else contradiction_en end as finding_en,
    clause,
    cast(null as string) as document_no
from due
where finding is not null
union all
select
    city_id,
    year,
    scheme_id,
    true as is_official,
    department_id,
    use_id as measure_id,
    'taken_not_due' as finding,
    '有执行记录，但按结果不应有这一项' as finding_zh,
    'carried out, though the result does not ask for it' as finding_en,
    cast(null as string) as clause,
    {{ dbt.listagg("document_no", "'; '", "order by done_on, document_no") }} as document_no
from not_asked
group by city_id, year, scheme_id, department_id, use_id
