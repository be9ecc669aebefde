-- Where every counted target stands on the day the year is looked at. A year that is not over fails nobody: a target is
-- late only past its own due date. 未到时限不算未完成
{%- set as_of = "cast('" ~ as_of_date() ~ "' as date)" %}
with judged as (
    select
        *,
        case
            when is_done then 'done'
            when {{ as_of }} > counts_as_due_on then 'overdue'
            when n_verified = 0 then 'no_report'
            when {{ fix('dir * (last_value - expected_value)', 9) }} < 0 then 'behind'
            else 'on_track'
        end as state,
        -- assessors judge at year end: until then nobody is reminded of a judged target
        not is_done and is_still_counting and last_quarter_end is not null
        and (measure_kind <> 'judged' or last_quarter_end = {{ day_of('year', '12-31') }})
        and coalesce(greatest(last_reported_on, last_unverified_on) < last_quarter_end, true) as is_report_due
    from {{ ref('int_target_progress') }}
)

select
    city_id,
    year,
    scheme_id,
    true as is_official,
    target_id,
    department_id,
    category_id,
    component_id,
    title,
    measure_kind,
    unit,
    case when measure_kind = 'quantity' then case dir when -1 then 'down' else 'up' end end as direction,
    {{ as_of }} as as_of_date,
    year_elapsed,
    state,
    weight_share,
    last_actual,
    floor_anchor as floor_value,
    target_value,
    expected_value,
    last_value,
    last_value_on,
    last_reported_on,
    completed_on,
    counts_as_due_on as due_on,
    cast({{ dbt.datediff(as_of, 'counts_as_due_on', 'day') }} as bigint) as days_to_due,
    q1_value,
    q2_value,
    q3_value,
    q4_value,
    cast(n_assessors as bigint) as n_assessors,
    cast(n_verified as bigint) as n_verified,
    cast(n_unverified as bigint) as n_unverified,
    last_unverified_on,
    last_quarter_end,
    is_report_due,
    coalesce(last_unverified_on > last_reported_on, last_unverified_on is not null) as is_verification_due
from judged
