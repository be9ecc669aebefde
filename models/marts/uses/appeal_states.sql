-- Every appeal with its deadlines and its state at as_of_date. While one is open the result is provisional.
with dated as (
    select
        appeals.*,
        deadlines.event_on,
        deadlines.file_by,
        deadlines.answer_by,
        cast('{{ as_of_date() }}' as date) as as_of_date
    from {{ ref('stg_appeals') }} as appeals
    inner join {{ ref('int_appeal_deadlines') }} as deadlines
        on appeals.city_id = deadlines.city_id
        and appeals.year = deadlines.year
        and appeals.appeal_id = deadlines.appeal_id
)

select
    dated.city_id,
    dated.year,
    dated.appeal_id,
    dated.department_id,
    departments.name_zh,
    departments.name_en,
    dated.about,
    dated.record_id,
    dated.event_on,
    dated.file_by,
    dated.filed_on,
    dated.answer_by,
    dated.answered_on,
    dated.outcome,
    case when dated.answered_on is null then 'open' else 'answered' end as state,
    coalesce(dated.filed_on > dated.file_by, false) as is_filed_late,
    cast(greatest(0, {{ dbt.datediff('dated.answer_by', 'coalesce(dated.answered_on, dated.as_of_date)', 'day') }}) as bigint) as days_overdue,
    dated.source_file,
    dated.source_row
from dated
inner join {{ ref('stg_departments') }} as departments
    on dated.city_id = departments.city_id
    and dated.year = departments.year
    and dated.department_id = departments.department_id
