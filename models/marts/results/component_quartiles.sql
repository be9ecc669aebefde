-- Where the middle half of a category stands on every component of a run: quartiles of the score (0-100) over ranked
-- departments. 把一个组内所有部门放在一个水平线上横向比较
select
    city_id,
    year,
    scheme_id,
    is_official,
    category_id,
    component_id,
    count(*) as n,
    percentile_cont(0.25) within group (order by cast(score as double)) as score_q25,
    percentile_cont(0.5) within group (order by cast(score as double)) as score_median,
    percentile_cont(0.75) within group (order by cast(score as double)) as score_q75,
    percentile_cont(0.5) within group (order by cast(points as double)) as points_median
from {{ ref('component_results') }}
where is_ranked and status = 'scored'
group by city_id, year, scheme_id, is_official, category_id, component_id
