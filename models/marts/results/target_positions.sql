-- Where a quantity target ended beside its target, last year and the peer cities, all as a part of the target value, so
-- that targets of different units stand on one scale. 与目标、与去年、与外市相比
with benchmarks as (
    select city_id, year, scheme_id, target_id, reference_value
    from {{ ref('target_comparisons') }}
    where is_official and comparison = 'benchmark_actual'
)

select
    targets.city_id,
    targets.year,
    targets.scheme_id,
    targets.is_official,
    targets.department_id,
    targets.target_id,
    targets.component_id,
    targets.title,
    targets.unit,
    case versions.dir when -1 then 'down' else 'up' end as direction,
    targets.status,
    targets.weight_share,
    targets.target_value,
    targets.year_end_value,
    targets.last_actual,
    benchmarks.reference_value as benchmark_value,
    targets.achievement,
    {{ ratio('targets.year_end_value', 'targets.target_value') }} as actual_to_target,
    {{ ratio('targets.last_actual', 'targets.target_value') }} as last_to_target,
    {{ ratio('benchmarks.reference_value', 'targets.target_value') }} as benchmark_to_target
from {{ ref('target_results') }} as targets
inner join {{ ref('int_targets_versions') }} as versions
    on targets.city_id = versions.city_id
    and targets.year = versions.year
    and targets.scheme_id = versions.scheme_id
    and targets.target_id = versions.target_id
left join benchmarks
    on targets.city_id = benchmarks.city_id
    and targets.year = benchmarks.year
    and targets.scheme_id = benchmarks.scheme_id
    and targets.target_id = benchmarks.target_id
where targets.is_official and targets.measure_kind = 'quantity'
