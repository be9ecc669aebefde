-- total = points of the root + bonus points; rank by total inside the category among ranked, complete departments.
-- 对应的考评结果也分别从各类别中按比例产生
with roots as (
    select * from {{ ref('int_points_level_0') }} where tree_level = 0
),

bonuses as (
    select city_id, year, scheme_id, draw, department_id, sum(points) as bonus_points
    from {{ ref('int_points_level_0') }}
    where kind = 'bonus' and status = 'scored'
    group by city_id, year, scheme_id, draw, department_id
),

totals as (
    select
        roots.city_id,
        roots.year,
        roots.scheme_id,
        roots.draw,
        roots.department_id,
        departments.category_id,
        departments.is_ranked = 1 as is_ranked,
        case roots.status when 'scored' then 'complete' when 'missing' then 'incomplete' else 'not_applicable' end as status,
        coalesce(bonuses.bonus_points, 0) as bonus_points,
        case
            when roots.status = 'scored' then cast(roots.points + coalesce(bonuses.bonus_points, 0) as decimal(38, 9))
        end as total
    from roots
    inner join {{ ref('stg_departments') }} as departments
        on roots.city_id = departments.city_id
        and roots.year = departments.year
        and roots.department_id = departments.department_id
    left join bonuses
        on roots.city_id = bonuses.city_id
        and roots.year = bonuses.year
        and roots.scheme_id = bonuses.scheme_id
        and roots.draw = bonuses.draw
        and roots.department_id = bonuses.department_id
)

select
    city_id,
    year,
    scheme_id,
    draw,
    department_id,
    category_id,
    status,
    total,
    cast(bonus_points as decimal(38, 9)) as bonus_points,
    case
        when is_ranked and status = 'complete' then rank() over (
            partition by city_id, year, scheme_id, draw, category_id, is_ranked and status = 'complete'
            order by total desc
        )
    end as category_rank,
    sum(case when is_ranked and status = 'complete' then 1 else 0 end) over (
        partition by city_id, year, scheme_id, draw, category_id
    ) as n_ranked,
    is_ranked,
    is_ranked and status = 'complete' as is_eligible
from totals
