-- 避高就低: a target at or below what was reached last year (own_history), or below the peer cities' although the
-- department was not behind them (benchmark).
with compared as (
    select
        targets.city_id,
        targets.year,
        targets.scheme_id,
        targets.department_id,
        targets.component_id,
        targets.target_id,
        targets.title,
        coalesce(targets.unit, '') as unit,
        targets.unit_kind,
        differences.comparison,
        differences.own_value,
        differences.reference_value,
        differences.difference,
        coalesce(
            {{ fix('values_beside.dir * (values_beside.last_actual - values_beside.peer_actual_reference)', 9) }} >= 0, false
        ) as was_not_behind,
        case
            when differences.comparison <> 'benchmark_target' then null
            when values_beside.n_peer_targets > 0 then values_beside.n_peer_targets
            else values_beside.n_peer_actuals
        end as n_peers,
        values_beside.last_actual,
        values_beside.peer_actual_reference,
        rules.min_stretch
    from {{ ref('int_conservative_targets') }} as targets
    inner join {{ ref('int_target_differences') }} as differences
        on targets.city_id = differences.city_id
        and targets.year = differences.year
        and targets.scheme_id = differences.scheme_id
        and targets.target_id = differences.target_id
    inner join {{ ref('int_targets_compared') }} as values_beside
        on targets.city_id = values_beside.city_id
        and targets.year = values_beside.year
        and targets.scheme_id = values_beside.scheme_id
        and targets.target_id = values_beside.target_id
    inner join {{ ref('int_conservative_rules') }} as rules on targets.scheme_id = rules.scheme_id
    where
        targets.years_back = 0
        and differences.comparison in ('vertical_target', 'benchmark_target')
        and differences.difference is not null
),

judged as (
    select
        *,
        case comparison when 'vertical_target' then 'own_history' else 'benchmark' end as test_id,
        case comparison when 'vertical_target' then min_stretch else 0 end as threshold,
        case comparison
            when 'vertical_target' then {{ fix('difference', 9) }} <= {{ fix('min_stretch', 9) }}
            else {{ fix('difference', 9) }} < 0 and was_not_behind
        end as is_flagged
    from compared
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    component_id,
    target_id,
    title,
    'high_for_low' as kind,
    test_id,
    difference as value,
    cast(threshold as double) as threshold,
    is_flagged,
    own_value,
    reference_value,
    cast(n_peers as bigint) as n_peers,
    '目标值' || {{ number_text('own_value') }} || unit
    || case test_id when 'own_history' then '，上年实际' else '，外市' || cast(n_peers as string) || '个值的中位数' end
    || {{ number_text('reference_value') }} || unit || '，按方向相差' || {{ difference_text('difference') }}
    || case
        when test_id = 'own_history' then case when is_flagged then '，不高于' else '，高于' end || {{ difference_text('threshold') }} || '。'
        when last_actual is null or peer_actual_reference is null then '；缺上年实际或外市实际，不作判断。'
        else '；上年实际' || {{ number_text('last_actual') }} || case when was_not_behind then '不差于' else '差于' end
            || '外市实际中位数' || {{ number_text('peer_actual_reference') }} || '。'
    end as sentence_zh,
    'Target ' || {{ number_text('own_value') }} || unit
    || case test_id when 'own_history' then ', last year ' else ', median of ' || cast(n_peers as string) || ' values of other cities ' end
    || {{ number_text('reference_value') }} || unit || ': ' || {{ difference_text('difference') }} || ' in the direction of the target'
    || case
        when test_id = 'own_history' then case when is_flagged then ', not above ' else ', above ' end || {{ difference_text('threshold') }} || '.'
        when last_actual is null or peer_actual_reference is null then '; last year or the other cities’ results are missing: not judged.'
        else '; last year’s ' || {{ number_text('last_actual') }} || case when was_not_behind then ' was not worse than' else ' was worse than' end
            || ' the other cities’ median result ' || {{ number_text('peer_actual_reference') }} || '.'
    end as sentence_en
from judged
