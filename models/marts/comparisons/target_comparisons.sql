-- Horizontal, vertical and benchmark comparison of every quantity target and of its result, one row per comparison.
-- 横向比较、纵向比较、基准比较
with direct as (
    select city_id, year, scheme_id, target_id, comparison, own_value, reference_value, difference
    from {{ ref('int_target_differences') }}
    where comparison in ('vertical_target', 'vertical_actual', 'within_year')
),

unioned as (
    select
        city_id, year, scheme_id, target_id, comparison, own_value, reference_value, difference,
        cast(null as double) as percentile, cast(null as double) as robust_z, cast(null as bigint) as n_peers
    from direct
    union all
    select
        city_id, year, scheme_id, target_id, comparison, own_value, reference_value, difference,
        percentile, robust_z, cast(n_peers as bigint)
    from {{ ref('int_target_standings') }}
)

select
    unioned.city_id,
    unioned.year,
    unioned.scheme_id,
    true as is_official,
    unioned.target_id,
    versions.department_id,
    versions.category_id,
    versions.component_id,
    versions.indicator_id,
    unioned.comparison,
    unioned.own_value,
    unioned.reference_value,
    unioned.difference,
    unioned.percentile,
    unioned.robust_z,
    unioned.n_peers,
    names.peers_zh,
    names.peers_en,
    names.missing_zh,
    names.missing_en
from unioned
inner join {{ ref('int_targets_versions') }} as versions
    on unioned.city_id = versions.city_id
    and unioned.year = versions.year
    and unioned.scheme_id = versions.scheme_id
    and unioned.target_id = versions.target_id
left join {{ ref('int_target_peer_names') }} as names
    on unioned.city_id = names.city_id
    and unioned.year = names.year
    and unioned.scheme_id = names.scheme_id
    and unioned.target_id = names.target_id
    and unioned.comparison = names.comparison
