-- Every rectification with its state and how many days it is or was late at as_of_date (rules.md 7).
-- 提出整改要求，限期整改
with themes as (
    select
        city_id, year, rectification_id,
        count(*) as n_opinions,
        {{ dbt.listagg("distinct theme", "'、'", "order by theme") }} as themes
    from {{ ref('int_rectified_opinions') }}
    group by city_id, year, rectification_id
),

stated as (
    select
        *,
        case
            when result = 'sent_back' then 'issued'
            when result = 'accepted' then 'closed'
            when verified_on is not null then 'verified'
            when answered_on is not null then 'answered'
            else 'issued'
        end as state,
        cast('{{ as_of_date() }}' as date) as as_of_date
    from {{ ref('stg_rectifications') }}
),

ended as (
    select
        *,
        case when state = 'issued' then as_of_date else coalesce(answered_on, verified_on, due_on) end as ended_on
    from stated
)

select
    ended.city_id,
    ended.year,
    ended.rectification_id,
    ended.department_id,
    departments.name_zh,
    departments.name_en,
    ended.demand,
    ended.opinion_ids,
    cast(coalesce(themes.n_opinions, 0) as bigint) as n_opinions,
    themes.themes,
    ended.issued_on,
    ended.due_on,
    ended.answered_on,
    ended.verified_on,
    ended.result,
    ended.state,
    cast(greatest(0, {{ dbt.datediff('ended.due_on', 'ended.ended_on', 'day') }}) as bigint) as days_overdue,
    ended.state = 'issued' and ended.as_of_date > ended.due_on as is_overdue,
    coalesce(ended.result = 'sent_back', false) as is_sent_back,
    ended.due_on <= ended.as_of_date as is_due,
    coalesce(coalesce(ended.answered_on, ended.verified_on) <= ended.due_on, false) as is_answered_in_time,
    coalesce(coalesce(ended.answered_on, ended.verified_on) <= ended.due_on, false)
    and ended.state in ('verified', 'closed') as is_verified_in_time,
    ended.source_file,
    ended.source_row
from ended
inner join {{ ref('stg_departments') }} as departments
    on ended.city_id = departments.city_id
    and ended.year = departments.year
    and ended.department_id = departments.department_id
left join themes
    on ended.city_id = themes.city_id
    and ended.year = themes.year
    and ended.rectification_id = themes.rectification_id
