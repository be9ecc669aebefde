-- What the tree shows adds up: a node whose parts are all scored has exactly the sum of their points (a bonus is no part);
-- a node with a missing part is missing; and total = points of the root + bonus points. A whole without points although
-- all its parts have some fails as well (rules.md 1).
with nodes as (
    select * from {{ ref('component_results') }}
),

sums as (
    select
        city_id,
        year,
        scheme_id,
        department_id,
        parent_id as component_id,
        sum(points) as points_of_parts,
        sum(case when status = 'missing' then 1 else 0 end) as n_missing,
        sum(case when status <> 'scored' then 1 else 0 end) as n_not_scored
    from nodes
    where parent_id is not null and kind = 'normal'
    group by city_id, year, scheme_id, department_id, parent_id
),

bonuses as (
    select city_id, year, scheme_id, department_id, sum(points) as bonus_points
    from nodes
    where kind = 'bonus'
    group by city_id, year, scheme_id, department_id
),

compared as (
    select
        nodes.city_id, nodes.year, nodes.scheme_id, nodes.department_id, nodes.component_id,
        case when sums.n_not_scored = 0 then sums.points_of_parts end as expected_points,
        nodes.points as actual_points,
        sums.n_not_scored = 0 as is_sum_expected,
        (sums.n_missing > 0) <> (nodes.status = 'missing') as is_status_wrong
    from nodes
    inner join sums
        on nodes.city_id = sums.city_id
        and nodes.year = sums.year
        and nodes.scheme_id = sums.scheme_id
        and nodes.department_id = sums.department_id
        and nodes.component_id = sums.component_id
    union all
    select
        results.city_id, results.year, results.scheme_id, results.department_id, 'total with bonus' as component_id,
        roots.points + coalesce(bonuses.bonus_points, 0) as expected_points,
        results.total as actual_points,
        true as is_sum_expected,
        (results.status = 'complete') <> (roots.status = 'scored') as is_status_wrong
    from {{ ref('department_results') }} as results
    left join nodes as roots
        on results.city_id = roots.city_id
        and results.year = roots.year
        and results.scheme_id = roots.scheme_id
        and results.department_id = roots.department_id
        and roots.parent_id is null
    left join bonuses
        on results.city_id = bonuses.city_id
        and results.year = bonuses.year
        and results.scheme_id = bonuses.scheme_id
        and results.department_id = bonuses.department_id
)

select city_id, year, scheme_id, department_id, component_id, expected_points, actual_points
from compared
where
    coalesce(is_status_wrong, true)
    or (is_sum_expected and coalesce(expected_points, -1) <> coalesce(actual_points, -1))
