-- Who has to hand in what by when and what has not come: a row per kind of submission and city-year, and for the two that
-- departments hand in themselves (their targets, their reports at the year's end) a row per department. Without a calendar
-- nobody is reminded. 按时限催报
{%- set as_of = "cast('" ~ as_of_date() ~ "' as date)" %}
with files as (
    select city_id, year, source, sum(rows_accepted) as n_rows
    from {{ ref('intake_files') }}
    group by city_id, year, source
),

proposed as (
    select city_id, year, department_id, max(submitted_on) as last_arrived_on
    from {{ ref('stg_targets') }}
    group by city_id, year, department_id
),

reported as (
    select
        city_id, year, department_id, state = 'done' as is_done,
        greatest(last_reported_on, last_unverified_on) as last_arrived_on
    from {{ ref('target_progress') }}
),

by_department as (
    select
        'targets' as source, departments.city_id, departments.year, departments.department_id,
        1 as n_expected, case when proposed.department_id is not null then 1 else 0 end as n_arrived, proposed.last_arrived_on
    from {{ ref('stg_departments') }} as departments
    left join proposed
        on departments.city_id = proposed.city_id and departments.year = proposed.year
        and departments.department_id = proposed.department_id
    union all
    -- a report belongs to the quarter end nearest to it (int_target_values_so_far); a target that is done owes none
    select
        'target_reports', city_id, year, department_id, count(*),
        sum(case
            when is_done then 1
            when {{ dbt.datediff(day_of('year', '09-30'), 'last_arrived_on', 'day') }}
                > {{ dbt.datediff('last_arrived_on', day_of('year', '12-31'), 'day') }} then 1
            else 0
        end), max(last_arrived_on)
    from reported
    group by city_id, year, department_id
),

owed as (
    select
        due.*, cast(null as string) as department_id, counted.n_expected, counted.n_arrived, counted.last_arrived_on,
        coalesce(files.n_rows, 0) > 0 and coalesce(counted.n_arrived = counted.n_expected, true) as has_arrived
    from {{ ref('int_source_due_dates') }} as due
    left join files on due.city_id = files.city_id and due.year = files.year and due.source = files.source
    left join (
        select
            city_id, year, source, count(*) as n_expected, max(last_arrived_on) as last_arrived_on,
            sum(case when n_arrived = n_expected then 1 else 0 end) as n_arrived
        from by_department
        group by city_id, year, source
    ) as counted on due.city_id = counted.city_id and due.year = counted.year and due.source = counted.source
    union all
    select
        due.*, parts.department_id, parts.n_expected, parts.n_arrived, parts.last_arrived_on, parts.n_arrived = parts.n_expected
    from {{ ref('int_source_due_dates') }} as due
    inner join by_department as parts on due.city_id = parts.city_id and due.year = parts.year and due.source = parts.source
)

select
    owed.city_id,
    owed.year,
    owed.source,
    owed.department_id,
    departments.name_zh,
    departments.name_en,
    departments.category_id,
    owed.owner_office,
    owed.is_required,
    owed.due_on,
    {{ as_of }} as as_of_date,
    cast({{ dbt.datediff(as_of, 'owed.due_on', 'day') }} as bigint) as days_left,
    case
        when owed.has_arrived then 'arrived'
        when {{ as_of }} <= owed.due_on then 'due'
        when owed.is_required then 'overdue'
        else 'not_handed_in'
    end as state,
    cast(owed.n_expected as bigint) as n_expected,
    cast(owed.n_arrived as bigint) as n_arrived,
    owed.last_arrived_on
from owed
left join {{ ref('stg_departments') }} as departments
    on owed.city_id = departments.city_id and owed.year = departments.year and owed.department_id = departments.department_id
