-- Within a run, category and component the weighted mean of delta* is 1: what the hard targets gain the easy ones lose
-- (rules.md 4, Difficulty). A department's weights add up to 1, so nobody gains by writing larger weights. 难度系数
with counted as (
    select city_id, year, scheme_id, category_id, component_id, department_id, weight_share, difficulty
    from {{ ref('target_results') }}
    where difficulty is not null
),

by_category as (
    select
        city_id, year, scheme_id, category_id, component_id, cast(null as string) as department_id,
        sum(weight_share * difficulty) / sum(weight_share) as should_be_1
    from counted
    group by city_id, year, scheme_id, category_id, component_id
),

by_department as (
    select city_id, year, scheme_id, category_id, component_id, department_id, sum(weight_share) as should_be_1
    from counted
    group by city_id, year, scheme_id, category_id, component_id, department_id
)

select city_id, year, scheme_id, category_id, component_id, department_id, should_be_1
from by_category
where not coalesce(abs(should_be_1 - 1) < 1e-9, false)
union all
select city_id, year, scheme_id, category_id, component_id, department_id, should_be_1
from by_department
where not coalesce(abs(should_be_1 - 1) < 1e-9, false)
