-- Quantity targets counted in the official run with every value they are compared by (rules.md 4, "Comparisons").
-- 在综合进行横向比较、纵向比较、基准比较的基础上，对各部门上报的目标逐项进行审核
with peers as (
    select
        city_id,
        year,
        indicator_id,
        median(case when value_kind = 'target' then value end) as peer_target,
        median(case when value_kind = 'actual' then value end) as peer_actual,
        count(case when value_kind = 'target' then value end) as n_peer_targets,
        count(case when value_kind = 'actual' then value end) as n_peer_actuals
    from {{ ref('stg_benchmarks') }}
    group by city_id, year, indicator_id
)

select
    versions.city_id,
    versions.year,
    versions.scheme_id,
    versions.target_id,
    versions.department_id,
    versions.category_id,
    versions.indicator_id,
    versions.unit_kind,
    versions.dir,
    versions.last_actual,
    versions.target_value,
    reported.last_value as year_end_value,
    case when reported.n_actuals >= 2 then reported.first_value end as first_value,
    coalesce(peers.peer_target, peers.peer_actual) as peer_target_reference,
    case when peers.n_peer_targets > 0 then 'target' else 'actual' end as peer_target_kind,
    peers.peer_actual as peer_actual_reference,
    peers.n_peer_targets,
    peers.n_peer_actuals
from {{ ref('int_targets_versions') }} as versions
left join {{ ref('int_target_values') }} as reported
    on versions.city_id = reported.city_id
    and versions.year = reported.year
    and versions.scheme_id = reported.scheme_id
    and versions.target_id = reported.target_id
left join peers
    on versions.city_id = peers.city_id
    and versions.year = peers.year
    and versions.indicator_id = peers.indicator_id
where versions.is_official and versions.is_counted and versions.measure_kind = 'quantity'
