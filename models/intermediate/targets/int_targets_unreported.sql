-- Why a counted target has nothing that counts: the first thing that is missing. 没有完成情况的原因
with reports as (
    select
        city_id,
        year,
        target_id,
        count(*) as n_reports,
        sum(case when is_verified = 1 then 1 else 0 end) as n_verified
    from {{ ref('stg_target_reports') }}
    group by city_id, year, target_id
),

unreported as (
    select
        achievement.*,
        versions.measure_kind,
        settings.min_assessors,
        coalesce(reports.n_reports, 0) as n_handed_in,
        coalesce(reports.n_verified, 0) as n_verified
    from {{ ref('int_target_achievement') }} as achievement
    inner join {{ ref('int_targets_versions') }} as versions
        on achievement.city_id = versions.city_id
        and achievement.year = versions.year
        and achievement.scheme_id = versions.scheme_id
        and achievement.target_id = versions.target_id
    inner join {{ ref('int_component_settings') }} as settings
        on achievement.scheme_id = settings.scheme_id and achievement.component_id = settings.component_id
    left join reports
        on achievement.city_id = reports.city_id
        and achievement.year = reports.year
        and achievement.target_id = reports.target_id
    where achievement.is_unreported
),

reasoned as (
    select
        *,
        case
            when not has_any_report then 'no_reports_in_year'
            when n_handed_in = 0 then 'no_report'
            when n_verified = 0 then 'not_verified'
            when n_reports = 0 then 'not_in_time'
            when measure_kind = 'judged' then 'too_few_assessors'
            else 'no_value'
        end as unreported_reason
    from unreported
)

select
    city_id,
    year,
    scheme_id,
    target_id,
    unreported_reason,
    case unreported_reason
        when 'no_reports_in_year' then '本市这一年没有任何完成情况报告。'
        when 'no_report' then '没有报告。'
        when 'not_verified' then '有报告' || cast(n_handed_in as string) || '份，都未经核实。'
        when 'not_in_time' then '核实的报告' || cast(n_verified as string) || '份，日期都不在考评期内。'
        when 'too_few_assessors' then '评判人' || cast(n_assessors as string) || '名，少于' || cast(min_assessors as string) || '名。'
        else '核实的报告没有填写完成值。'
    end as unreported_reason_zh,
    case unreported_reason
        when 'no_reports_in_year' then 'No report at all was handed in this year in the city.'
        when 'no_report' then 'No report.'
        when 'not_verified' then 'Reports: ' || cast(n_handed_in as string) || ', none verified.'
        when 'not_in_time' then 'Verified reports: ' || cast(n_verified as string) || ', none dated inside the appraised period.'
        when 'too_few_assessors' then 'Assessors: ' || cast(n_assessors as string) || ', fewer than ' || cast(min_assessors as string) || '.'
        else 'The verified reports give no value.'
    end as unreported_reason_en
from reasoned
