-- What the reports say on the day the year is looked at (as_of_date): the last verified values, where they stood at each
-- quarter end (a report belongs to the quarter end nearest to it), and what came in that nobody has verified yet.
-- 季度调度；时间过半、任务过半
{%- set as_of = "cast('" ~ as_of_date() ~ "' as date)" %}
{%- set quarter_ends = ['03-31', '06-30', '09-30', '12-31'] %}
{%- set keys = ['city_id', 'year', 'scheme_id', 'target_id'] %}
with verified as (
    select
        reports.*,
        case
            {%- for end in quarter_ends[:-1] %}
            when {{ dbt.datediff(day_of('reports.year', end), 'reports.reported_on', 'day') }}
                <= {{ dbt.datediff('reports.reported_on', day_of('reports.year', quarter_ends[loop.index]), 'day') }}
                then {{ loop.index }}
            {%- endfor %}
            else {{ quarter_ends | length }}
        end as quarter
    from {{ ref('int_target_reports_counted') }} as reports
    inner join {{ ref('int_runs') }} as runs
        on reports.city_id = runs.city_id and reports.year = runs.year and reports.scheme_id = runs.scheme_id
    where runs.is_official and reports.reported_on <= {{ as_of }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by {{ keys | join(', ') }}
            order by case when actual_value is null then 1 else 0 end, reported_on desc, report_id desc
        ) as actual_from_last,
        row_number() over (
            partition by {{ keys | join(', ') }}, quarter
            order by case when actual_value is null then 1 else 0 end, reported_on desc, report_id desc
        ) as actual_from_last_in_quarter,
        row_number() over (partition by {{ keys | join(', ') }} order by reported_on desc, report_id desc) as from_last
    from verified
),

summed as (
    select
        {{ keys | join(', ') }},
        count(*) as n_verified,
        max(reported_on) as last_reported_on,
        max(case when actual_from_last = 1 then actual_value end) as last_value,
        max(case when actual_from_last = 1 and actual_value is not null then reported_on end) as last_value_on,
        max(case when from_last = 1 then completed_on end) as completed_on,
        count(distinct case when judged_score is not null then assessor_id end) as n_assessors,
        {%- for q in range(1, 5) %}
        max(case when quarter = {{ q }} and actual_from_last_in_quarter = 1 then actual_value end) as q{{ q }}_value{{ ',' if not loop.last }}
        {%- endfor %}
    from ranked
    group by {{ keys | join(', ') }}
),

unverified as (
    select city_id, year, target_id, count(*) as n_unverified, max(reported_on) as last_unverified_on
    from {{ ref('stg_target_reports') }}
    where coalesce(is_verified, 0) <> 1 and reported_on <= {{ as_of }}
    group by city_id, year, target_id
)

select
    targets.city_id,
    targets.year,
    targets.scheme_id,
    targets.target_id,
    coalesce(summed.n_verified, 0) as n_verified,
    summed.last_reported_on,
    summed.last_value,
    summed.last_value_on,
    summed.completed_on,
    coalesce(summed.n_assessors, 0) as n_assessors,
    summed.q1_value,
    summed.q2_value,
    summed.q3_value,
    summed.q4_value,
    coalesce(unverified.n_unverified, 0) as n_unverified,
    unverified.last_unverified_on
from {{ ref('int_targets_official') }} as targets
left join summed
    on targets.city_id = summed.city_id
    and targets.year = summed.year
    and targets.scheme_id = summed.scheme_id
    and targets.target_id = summed.target_id
left join unverified
    on targets.city_id = unverified.city_id
    and targets.year = unverified.year
    and targets.target_id = unverified.target_id
