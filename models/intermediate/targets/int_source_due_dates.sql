-- When each source of a city-year is due, by the office's calendar (seeds/reference/source_calendar.csv of the rule book; one
-- without a calendar has no row). What opens a year is due in it; everything else looks back on the year, so a day before its
-- July is that of the next year. 29 February falls on the 28th where there is none. 各材料交报时限
{%- set opens_the_year = ['departments', 'officials', 'city_tasks', 'task_shares', 'targets', 'target_reviews'] %}
with placed as (
    select
        runs.city_id,
        runs.year,
        calendar.source,
        calendar.owner_office,
        calendar.is_required,
        calendar.due_mmdd,
        case
            when calendar.source in ('{{ opens_the_year | join("', '") }}') or calendar.due_mmdd > '06-30' then runs.year
            else runs.year + 1
        end as due_year
    from {{ ref('int_runs') }} as runs
    cross join {{ ref('stg_source_calendar') }} as calendar
    where runs.is_official
)

select
    city_id,
    year,
    source,
    owner_office,
    is_required,
    coalesce(
        try_cast(cast(due_year as string) || '-' || due_mmdd as date),
        try_cast(cast(due_year as string) || '-' || substr(due_mmdd, 1, 3) || '28' as date)
    ) as due_on
from placed
