-- A department's score tree beside its category's quartiles and its own last year: what the department page draws.
-- 今年和去年相比；同类横向比较
select
    now.city_id,
    now.year,
    now.scheme_id,
    now.is_official,
    now.department_id,
    now.category_id,
    now.component_id,
    now.parent_id,
    now.name_zh,
    now.name_en,
    now.kind,
    now.tree_level,
    now.sort_order,
    now.status,
    now.score,
    now.points,
    now.max_points,
    now.category_rank,
    quartiles.n as n_compared,
    quartiles.score_q25,
    quartiles.score_median,
    quartiles.score_q75,
    quartiles.points_median,
    cast(now.points as double) - quartiles.points_median as points_above_median,
    before.score as score_before,
    before.points as points_before,
    before.max_points as max_points_before
from {{ ref('component_results') }} as now
left join {{ ref('component_quartiles') }} as quartiles
    on now.city_id = quartiles.city_id
    and now.year = quartiles.year
    and now.scheme_id = quartiles.scheme_id
    and now.category_id = quartiles.category_id
    and now.component_id = quartiles.component_id
left join {{ ref('int_predecessors') }} as links
    on now.city_id = links.city_id
    and now.year = links.year
    and now.department_id = links.department_id
    and links.n_before = 1
left join {{ ref('component_results') }} as before
    on links.city_id = before.city_id
    and links.year_before = before.year
    and links.department_before = before.department_id
    and now.component_id = before.component_id
    and before.is_official
where now.is_official
