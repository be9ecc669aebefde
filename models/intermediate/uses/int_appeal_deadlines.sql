-- By when an appeal had to be filed and has to be answered: working days after the record occurred or the result was
-- published, and after the filing. The periods are settings (assumptions); holidays come from the office's table.
with appeals as (
    select
        appeals.city_id,
        appeals.year,
        appeals.appeal_id,
        appeals.filed_on,
        settings.appeal_file_days,
        settings.appeal_answer_days,
        case
            when appeals.about = 'record' then records.occurred_on
            else cast(cast(appeals.year + 1 as string) || '-' || settings.results_published_on as date)
        end as event_on
    from {{ ref('stg_appeals') }} as appeals
    inner join {{ ref('int_runs') }} as runs
        on appeals.city_id = runs.city_id and appeals.year = runs.year and runs.is_official
    inner join {{ ref('int_scheme_settings') }} as settings on runs.scheme_id = settings.scheme_id
    left join {{ ref('stg_daily_records') }} as records
        on appeals.city_id = records.city_id
        and appeals.year = records.year
        and appeals.record_id = records.record_id
),

periods as (
    select city_id, year, appeal_id, 'file' as period, event_on as starts_on, appeal_file_days as n_days from appeals
    union all
    select city_id, year, appeal_id, 'answer' as period, filed_on as starts_on, appeal_answer_days as n_days from appeals
),

days as (
    select
        periods.*,
        cast({{ dbt.dateadd('day', 'numbers.number + 1', 'periods.starts_on') }} as date) as day_on
    from periods
    cross join ({{ numbers(150) }}) as numbers
    where periods.starts_on is not null
),

working as (
    select
        days.*,
        row_number() over (partition by city_id, year, appeal_id, period order by day_on) as nth_day
    from days
    left join {{ ref('int_holidays') }} as holidays on days.day_on = holidays.holiday_on
    where coalesce(
        holidays.is_working_day,
        {{ dbt.datediff("cast('1900-01-01' as date)", 'days.day_on', 'day') }} % 7 < 5
    )
)

select
    appeals.city_id,
    appeals.year,
    appeals.appeal_id,
    appeals.event_on,
    max(case when working.period = 'file' then working.day_on end) as file_by,
    max(case when working.period = 'answer' then working.day_on end) as answer_by
from appeals
left join working
    on appeals.city_id = working.city_id
    and appeals.year = working.year
    and appeals.appeal_id = working.appeal_id
    and working.nth_day = working.n_days
group by appeals.city_id, appeals.year, appeals.appeal_id, appeals.event_on
