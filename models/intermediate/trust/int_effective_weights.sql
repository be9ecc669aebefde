-- Covariance of each component with the total, over the departments with every normal component scored: one that does not
-- apply to a department is no part of the others' variance (rules.md 8, effective weight). A missing bonus is no points.
with tops as (
    select nodes.city_id, nodes.year, nodes.scheme_id, nodes.component_id, nodes.kind
    from {{ ref('int_max_points') }} as nodes
    inner join {{ ref('int_runs') }} as runs
        on nodes.city_id = runs.city_id and nodes.year = runs.year and nodes.scheme_id = runs.scheme_id and runs.is_official
    where nodes.draw = 0 and nodes.tree_level = 1
),

members as (
    select
        totals.city_id,
        totals.year,
        totals.scheme_id,
        totals.category_id,
        totals.department_id,
        totals.total,
        tops.component_id,
        coalesce(points.points, 0) as points,
        max(case when tops.kind = 'normal' and points.status <> 'scored' then 1 else 0 end) over (
            partition by totals.city_id, totals.year, totals.scheme_id, totals.department_id
        ) = 0 as is_whole
    from {{ ref('int_totals') }} as totals
    inner join tops
        on totals.city_id = tops.city_id and totals.year = tops.year and totals.scheme_id = tops.scheme_id
    inner join {{ ref('int_points_level_0') }} as points
        on totals.city_id = points.city_id
        and totals.year = points.year
        and totals.scheme_id = points.scheme_id
        and totals.draw = points.draw
        and totals.department_id = points.department_id
        and tops.component_id = points.component_id
    where totals.draw = 0 and totals.is_eligible
)

select
    city_id,
    year,
    scheme_id,
    category_id,
    component_id,
    count(*) as n,
    {{ ratio(covariance_sum('points', 'total'), covariance_sum('total', 'total')) }} as effective_share
from members
where is_whole
group by city_id, year, scheme_id, category_id, component_id
having count(*) > 1
