-- 留有余地: a target without evidence, or one set below last year's result after years of passing targets by far
-- (worked case: a row for every quantity target with an indicator of a department that existed last year).
with targets as (
    select targets.*, rules.slack_over_fulfilment, rules.slack_years
    from {{ ref('int_conservative_targets') }} as targets
    inner join {{ ref('int_conservative_rules') }} as rules on targets.scheme_id = rules.scheme_id
),

years_beyond as (
    select
        city_id,
        year,
        department_id,
        indicator_id,
        count(distinct case
            when {{ fix('dir * (year_end_value - target_value) / nullif(abs(target_value), 0)', 9) }} >= {{ fix('slack_over_fulfilment', 9) }} then years_back
        end) as n_beyond
    from targets
    where years_back > 0 and measure_kind = 'quantity' and indicator_id is not null
    group by city_id, year, department_id, indicator_id
),

existed as (
    select distinct city_id, year, department_id from {{ ref('int_predecessors') }}
),

histories as (
    select
        targets.*,
        coalesce(years_beyond.n_beyond, 0) as n_beyond,
        coalesce({{ fix('targets.dir * (targets.target_value - targets.last_actual)', 9) }} < 0, false) as is_worse,
        coalesce(years_beyond.n_beyond, 0) >= targets.slack_years
        and coalesce({{ fix('targets.dir * (targets.target_value - targets.last_actual)', 9) }} < 0, false) as is_flagged
    from targets
    inner join existed
        on targets.city_id = existed.city_id
        and targets.year = existed.year
        and targets.department_id = existed.department_id
    left join years_beyond
        on targets.city_id = years_beyond.city_id
        and targets.year = years_beyond.year
        and targets.department_id = years_beyond.department_id
        and targets.indicator_id = years_beyond.indicator_id
    where targets.years_back = 0 and targets.measure_kind = 'quantity' and targets.indicator_id is not null
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    component_id,
    target_id,
    title,
    'slack' as kind,
    'history' as test_id,
    cast(n_beyond as double) as value,
    cast(slack_years as double) as threshold,
    is_flagged,
    target_value as own_value,
    last_actual as reference_value,
    cast(null as bigint) as n_peers,
    '前三年中有' || cast(n_beyond as string) || '年超过目标' || {{ percent_text('slack_over_fulfilment') }} || '以上；今年目标' || {{ number_text('target_value') }}
    || case when last_actual is null then '，没有上年实际。' else
        case when is_worse then '，比上年实际' else '，不比上年实际' end || {{ number_text('last_actual') }} || '差。' end as sentence_zh,
    'In ' || cast(n_beyond as string) || ' of the last three years the target was passed by ' || {{ percent_text('slack_over_fulfilment') }} || ' or more; this year’s target '
    || {{ number_text('target_value') }} || case when last_actual is null then ', last year’s result unknown.' else
        case when is_worse then ' is worse than last year’s ' else ' is not worse than last year’s ' end || {{ number_text('last_actual') }} || '.' end as sentence_en
from histories
union all
select
    city_id, year, scheme_id, department_id, component_id, target_id, title,
    'slack', 'no_evidence', cast(1 as double), cast(null as double), true,
    cast(null as double), cast(null as double), cast(null as bigint),
    '到年终没有可以采信的完成情况报告。',
    'No report that counts was handed in by year end.'
from targets
where years_back = 0 and is_unreported and has_any_report
