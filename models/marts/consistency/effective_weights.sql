-- What a component really decides: its part of the variance of the totals, beside the share that the scheme gives it. A
-- component on which all departments are alike decides nothing, whatever its share (rules.md 8, effective weight).
with nominal as (
    select
        runs.city_id,
        runs.year,
        runs.scheme_id,
        tree.component_id,
        case when tree.kind = 'normal' then {{ ratio('tree.share_num', 'tree.share_den') }} end as nominal_share
    from {{ ref('int_runs') }} as runs
    inner join {{ ref('int_component_tree') }} as tree on runs.scheme_id = tree.scheme_id and tree.tree_level = 1
    where runs.is_official
),

categories as (
    select distinct city_id, year, category_id from {{ ref('stg_departments') }}
)

select
    nominal.city_id,
    nominal.year,
    nominal.scheme_id,
    true as is_official,
    categories.category_id,
    nominal.component_id,
    cast(coalesce(effective.n, 0) as bigint) as n,
    nominal.nominal_share,
    effective.effective_share,
    coalesce(
        {{ fix('effective.effective_share', 9) }} < {{ fix('nominal.nominal_share / 2', 9) }}
        or {{ fix('effective.effective_share', 9) }} > {{ fix('2 * nominal.nominal_share', 9) }},
        false
    ) as alarm
from nominal
inner join categories on nominal.city_id = categories.city_id and nominal.year = categories.year
left join {{ ref('int_effective_weights') }} as effective
    on nominal.city_id = effective.city_id
    and nominal.year = effective.year
    and nominal.scheme_id = effective.scheme_id
    and nominal.component_id = effective.component_id
    and categories.category_id = effective.category_id
