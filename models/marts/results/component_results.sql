-- Every node of the score tree for every department: where it gained and lost, with the full marks beside.
select
    points.city_id,
    points.year,
    points.scheme_id,
    runs.is_official,
    points.department_id,
    departments.category_id,
    points.component_id,
    points.parent_id,
    components.name_zh,
    components.name_en,
    points.kind,
    points.tree_level,
    components.sort_order,
    points.status,
    points.score,
    points.points,
    points.max_points,
    cast(ranks.category_rank as bigint) as category_rank,
    departments.is_ranked = 1 as is_ranked
from {{ ref('int_points_level_0') }} as points
inner join {{ ref('int_runs') }} as runs
    on points.city_id = runs.city_id and points.year = runs.year and points.scheme_id = runs.scheme_id
inner join {{ ref('stg_departments') }} as departments
    on points.city_id = departments.city_id
    and points.year = departments.year
    and points.department_id = departments.department_id
inner join {{ ref('components') }} as components
    on points.scheme_id = components.scheme_id and points.component_id = components.component_id
left join {{ ref('int_component_ranks') }} as ranks
    on points.city_id = ranks.city_id
    and points.year = ranks.year
    and points.scheme_id = ranks.scheme_id
    and points.draw = ranks.draw
    and points.department_id = ranks.department_id
    and points.component_id = ranks.component_id
where points.draw = 0
