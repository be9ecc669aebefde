-- Where the own value stands among the values behind the reference: percentile (1 = best) and robust z with its two
-- fall-backs (median deviation, mean deviation, 0). Ties are judged on values fixed to 9 places.
with own_values as (
    select
        city_id, year, scheme_id, target_id, comparison, own_value, reference_value, difference,
        dir * own_value as signed_own, dir as sign
    from {{ ref('int_target_differences') }}
    where comparison in ('benchmark_target', 'benchmark_actual')
    union all
    select
        differences.city_id, differences.year, differences.scheme_id, differences.target_id,
        case differences.comparison when 'vertical_target' then 'horizontal_target' else 'horizontal_actual' end,
        differences.difference, medians.reference_value, differences.difference - medians.reference_value,
        differences.difference, 1
    from {{ ref('int_target_differences') }} as differences
    inner join (
        select
            city_id, year, scheme_id, target_id, comparison, median(peer_value) as reference_value
        from {{ ref('int_target_peers') }}
        where comparison in ('horizontal_target', 'horizontal_actual')
        group by city_id, year, scheme_id, target_id, comparison
    ) as medians
        on differences.city_id = medians.city_id
        and differences.year = medians.year
        and differences.scheme_id = medians.scheme_id
        and differences.target_id = medians.target_id
        and replace(differences.comparison, 'vertical', 'horizontal') = medians.comparison
),

spread as (
    select
        own.city_id, own.year, own.scheme_id, own.target_id, own.comparison,
        own.own_value, own.reference_value, own.difference, own.sign,
        sum(case when peers.is_own then 0 else 1 end) as n_peers,
        sum(case when peers.is_own then 0 when {{ fix('peers.signed_value', 9) }} > {{ fix('own.signed_own', 9) }} then 1 else 0 end) as n_better,
        sum(case when peers.is_own then 0 when {{ fix('peers.signed_value', 9) }} = {{ fix('own.signed_own', 9) }} then 1 else 0 end) as n_equal,
        median(abs(peers.peer_value - own.reference_value)) as median_deviation,
        {{ ratio('sum(' ~ exact('abs(peers.peer_value - own.reference_value)') ~ ')', 'count(*)') }} as mean_deviation
    from own_values as own
    inner join {{ ref('int_target_peers') }} as peers
        on own.city_id = peers.city_id
        and own.year = peers.year
        and own.scheme_id = peers.scheme_id
        and own.target_id = peers.target_id
        and own.comparison = peers.comparison
    group by
        own.city_id, own.year, own.scheme_id, own.target_id, own.comparison,
        own.own_value, own.reference_value, own.difference, own.sign
)

select
    city_id,
    year,
    scheme_id,
    target_id,
    comparison,
    own_value,
    reference_value,
    difference,
    n_peers,
    (n_peers + 1 - (n_better + 1 + n_equal / 2.0) + 0.5) / (n_peers + 1) as percentile,
    case
        when median_deviation > 0 then sign * (own_value - reference_value) / (1.4826 * median_deviation)
        when mean_deviation > 0 then sign * (own_value - reference_value) / (1.2533 * mean_deviation)
        else 0
    end as robust_z
from spread
