-- The values behind each reference: the peer cities' for the benchmarks, the category's differences (own included) for
-- the horizontal comparisons. Signed so that higher is better.
-- 横向的考评就是把一个组内所有部门放在一个水平线上横向比较，同时把各部门放在全省各市中对比考核
select
    differences.city_id,
    differences.year,
    differences.scheme_id,
    differences.target_id,
    differences.comparison,
    benchmarks.peer_city_id as peer_id,
    benchmarks.value as peer_value,
    differences.dir * benchmarks.value as signed_value,
    false as is_own
from {{ ref('int_target_differences') }} as differences
inner join {{ ref('stg_benchmarks') }} as benchmarks
    on differences.city_id = benchmarks.city_id
    and differences.year = benchmarks.year
    and differences.indicator_id = benchmarks.indicator_id
    and differences.peer_value_kind = benchmarks.value_kind
union all
select
    own.city_id,
    own.year,
    own.scheme_id,
    own.target_id,
    case own.comparison when 'vertical_target' then 'horizontal_target' else 'horizontal_actual' end as comparison,
    others.target_id as peer_id,
    others.difference as peer_value,
    others.difference as signed_value,
    others.target_id = own.target_id as is_own
from {{ ref('int_target_differences') }} as own
inner join {{ ref('int_target_differences') }} as others
    on own.city_id = others.city_id
    and own.year = others.year
    and own.scheme_id = others.scheme_id
    and own.category_id = others.category_id
    and own.unit_kind = others.unit_kind
    and own.comparison = others.comparison
where
    own.comparison in ('vertical_target', 'vertical_actual')
    and own.difference is not null
    and others.difference is not null
