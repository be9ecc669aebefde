-- Rank of a component inside the category: by points, among ranked departments that have it scored (1, 1, 3). Of the
-- official draw only: nobody asks for the others.
select
    points.city_id,
    points.year,
    points.scheme_id,
    points.draw,
    points.department_id,
    points.component_id,
    rank() over (
        partition by
            points.city_id, points.year, points.scheme_id, points.draw, departments.category_id, points.component_id
        order by points.points desc
    ) as category_rank
from {{ ref('int_points_level_0') }} as points
inner join {{ ref('stg_departments') }} as departments
    on points.city_id = departments.city_id
    and points.year = departments.year
    and points.department_id = departments.department_id
where points.draw = 0 and departments.is_ranked = 1 and points.status = 'scored'
