-- 避重就轻: a key indicator that fell short last year stands on no target this year.
with own_indicators as (
    select distinct city_id, year, department_id, indicator_id
    from {{ ref('int_conservative_targets') }}
    where years_back = 0 and indicator_id is not null
),

fell_short as (
    select *
    from {{ ref('int_conservative_targets') }}
    where years_back = 1 and is_key and indicator_id is not null and {{ fix('achievement', 9) }} < 100
)

select
    fell_short.city_id,
    fell_short.year,
    fell_short.scheme_id,
    fell_short.department_id,
    fell_short.component_id,
    fell_short.target_id,
    fell_short.title,
    'heavy_for_light' as kind,
    'dropped' as test_id,
    fell_short.achievement as value,
    cast(100 as double) as threshold,
    true as is_flagged,
    fell_short.year_end_value as own_value,
    fell_short.target_value as reference_value,
    cast(null as bigint) as n_peers,
    '去年重点目标“' || fell_short.title || '”完成度' || {{ number_text('fell_short.achievement', 2) }}
    || '，低于100；今年的目标中不再有指标' || fell_short.indicator_id || '。' as sentence_zh,
    'Last year’s key target “' || fell_short.title || '” reached ' || {{ number_text('fell_short.achievement', 2) }}
    || ', below 100; no target of this year holds its indicator ' || fell_short.indicator_id || '.' as sentence_en
from fell_short
left join own_indicators
    on fell_short.city_id = own_indicators.city_id
    and fell_short.year = own_indicators.year
    and fell_short.department_id = own_indicators.department_id
    and fell_short.indicator_id = own_indicators.indicator_id
where own_indicators.indicator_id is null
