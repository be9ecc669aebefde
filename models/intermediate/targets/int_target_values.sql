-- What the counting reports say at year end: the last actual value and the first, the last milestone report, and the
-- assessors' scores (the last of each). 年底和年初相比: first_value is the year's first verified report.
with ranked as (
    select
        *,
        row_number() over (
            partition by city_id, year, scheme_id, target_id
            order by case when actual_value is null then 1 else 0 end, reported_on desc, report_id desc
        ) as actual_from_last,
        row_number() over (
            partition by city_id, year, scheme_id, target_id
            order by case when actual_value is null then 1 else 0 end, reported_on, report_id
        ) as actual_from_first,
        row_number() over (
            partition by city_id, year, scheme_id, target_id order by reported_on desc, report_id desc
        ) as from_last,
        row_number() over (
            partition by city_id, year, scheme_id, target_id, assessor_id
            order by case when judged_score is null then 1 else 0 end, reported_on desc, report_id desc
        ) as judged_from_last
    from {{ ref('int_target_reports_counted') }}
),

reported as (
    select
        city_id,
        year,
        scheme_id,
        target_id,
        count(*) as n_reports,
        count(actual_value) as n_actuals,
        max(case when actual_from_last = 1 then actual_value end) as last_value,
        max(case when actual_from_first = 1 then actual_value end) as first_value,
        max(case when from_last = 1 then completed_on end) as completed_on
    from ranked
    group by city_id, year, scheme_id, target_id
),

judged as (
    select
        city_id,
        year,
        scheme_id,
        target_id,
        count(*) as n_assessors,
        median(judged_score) as median_score,
        {{ ratio('sum(' ~ raw('judged_score') ~ ') - min(' ~ raw('judged_score') ~ ') - max(' ~ raw('judged_score') ~ ')', 'count(*) - 2') }} as trimmed_mean
    from ranked
    where judged_from_last = 1 and judged_score is not null
    group by city_id, year, scheme_id, target_id
)

select
    reported.city_id,
    reported.year,
    reported.scheme_id,
    reported.target_id,
    reported.n_reports,
    reported.n_actuals,
    reported.last_value,
    reported.first_value,
    reported.completed_on,
    coalesce(judged.n_assessors, 0) as n_assessors,
    judged.median_score,
    judged.trimmed_mean
from reported
left join judged
    on reported.city_id = judged.city_id
    and reported.year = judged.year
    and reported.scheme_id = judged.scheme_id
    and reported.target_id = judged.target_id
