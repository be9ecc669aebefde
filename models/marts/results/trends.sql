-- Mean, spread and ends of every component by category and year, for ranked departments; the scheme stands on the row,
-- so that no line joins two schemes unmarked. 今年和去年相比
with members as (
    select
        city_id, year, scheme_id, category_id, component_id,
        case when is_ranked and status = 'scored' then points end as points
    from {{ ref('component_results') }}
    where is_official
)

select
    city_id,
    year,
    category_id,
    component_id,
    scheme_id,
    count(points) as n,
    {{ ratio('sum(points)', 'count(points)') }} as mean,
    median(cast(points as double)) as median,
    sqrt({{ exact_variance('points') }}) as sd,
    max(points) as best,
    min(points) as worst,
    true as is_official
from members
group by city_id, year, category_id, component_id, scheme_id
