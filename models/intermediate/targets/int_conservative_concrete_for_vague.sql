-- 避实就虚: an indicator that was a quantity last year is a matter of judgement now (switched), or judged targets take a
-- clearly larger part of the weights than last year (share).
with now_and_before as (
    select * from {{ ref('int_conservative_targets') }} where years_back <= 1
),

was_quantity as (
    select city_id, year, department_id, indicator_id, min(target_id) as target_id_before
    from now_and_before
    where years_back = 1 and measure_kind = 'quantity' and indicator_id is not null
    group by city_id, year, department_id, indicator_id
),

weighed as (
    select
        city_id,
        year,
        scheme_id,
        department_id,
        {%- for name, back in [('now', 0), ('before', 1)] %}
        sum(case when years_back = {{ back }} and measure_kind = 'judged' then 1 else 0 end) as n_judged_{{ name }},
        sum(case when years_back = {{ back }} then 1 else 0 end) as n_{{ name }},
        {{ ratio(
            'sum(case when years_back = ' ~ back ~ " and measure_kind = 'judged' then " ~ exact('weight_share') ~ ' else 0 end)',
            'sum(case when years_back = ' ~ back ~ ' then ' ~ exact('weight_share') ~ ' end)'
        ) }} as share_{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from now_and_before
    group by city_id, year, scheme_id, department_id
),

shared as (
    select
        weighed.*,
        weighed.share_before + rules.vague_increase as threshold,
        {{ fix('weighed.share_now', 9) }} > {{ fix('weighed.share_before + rules.vague_increase', 9) }} as is_flagged
    from weighed
    inner join {{ ref('int_conservative_rules') }} as rules on weighed.scheme_id = rules.scheme_id
    where weighed.n_now > 0 and weighed.n_before > 0
)

select
    targets.city_id,
    targets.year,
    targets.scheme_id,
    targets.department_id,
    targets.component_id,
    targets.target_id,
    targets.title,
    'concrete_for_vague' as kind,
    'switched' as test_id,
    cast(1 as double) as value,
    cast(null as double) as threshold,
    true as is_flagged,
    cast(null as double) as own_value,
    cast(null as double) as reference_value,
    cast(null as bigint) as n_peers,
    '指标' || targets.indicator_id || '去年是定量目标（' || was_quantity.target_id_before || '），今年改为评判。' as sentence_zh,
    'Indicator ' || targets.indicator_id || ' was a quantity last year (' || was_quantity.target_id_before || ') and is judged this year.' as sentence_en
from now_and_before as targets
inner join was_quantity
    on targets.city_id = was_quantity.city_id
    and targets.year = was_quantity.year
    and targets.department_id = was_quantity.department_id
    and targets.indicator_id = was_quantity.indicator_id
where targets.years_back = 0 and targets.measure_kind = 'judged'
union all
select
    city_id, year, scheme_id, department_id,
    cast(null as string), cast(null as string), cast(null as string),
    'concrete_for_vague', 'share', share_now, threshold, is_flagged, share_now, share_before, cast(n_now as bigint),
    '评判类目标' || cast(n_judged_now as string) || '个，占权重' || {{ percent_text('share_now') }} || '；去年'
    || cast(n_judged_before as string) || '个，占' || {{ percent_text('share_before') }} || '；界限' || {{ percent_text('threshold') }}
    || case when is_flagged then '，已超过。' else '，未超过。' end,
    'Judged targets: ' || cast(n_judged_now as string) || ', ' || {{ percent_text('share_now') }} || ' of the weight; last year '
    || cast(n_judged_before as string) || ', ' || {{ percent_text('share_before') }} || '; limit ' || {{ percent_text('threshold') }}
    || case when is_flagged then ', exceeded.' else ', not exceeded.' end
from shared
