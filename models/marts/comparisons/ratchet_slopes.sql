-- Does doing more than promised raise next year's promise? Least squares of the next target's raise on this year's
-- over-fulfilment: per city and year, per city, and over all. For researchers; it says nothing about a single department.
-- 棘轮效应（鞭打快牛）
with pairs as (
    select city_id, year, over_fulfilment as x, raised_by as y from {{ ref('int_target_ratchets') }}
    union all
    select city_id, cast(null as integer), over_fulfilment, raised_by from {{ ref('int_target_ratchets') }}
    union all
    select cast(null as string), cast(null as integer), over_fulfilment, raised_by from {{ ref('int_target_ratchets') }}
),

centres as (
    select
        city_id, year, count(*) as n,
        {{ ratio('sum(' ~ exact('x') ~ ')', 'count(*)') }} as mean_x,
        {{ ratio('sum(' ~ exact('y') ~ ')', 'count(*)') }} as mean_y
    from pairs
    group by city_id, year
),

sums as (
    select
        centres.city_id, centres.year, centres.n, centres.mean_x, centres.mean_y,
        cast(sum({{ fine('(pairs.x - centres.mean_x) * (pairs.x - centres.mean_x)') }}) as double) as of_x,
        cast(sum({{ fine('(pairs.x - centres.mean_x) * (pairs.y - centres.mean_y)') }}) as double) as together,
        cast(sum({{ fine('(pairs.y - centres.mean_y) * (pairs.y - centres.mean_y)') }}) as double) as of_y
    from centres
    inner join pairs
        on coalesce(centres.city_id, '') = coalesce(pairs.city_id, '') and coalesce(centres.year, 0) = coalesce(pairs.year, 0)
    group by centres.city_id, centres.year, centres.n, centres.mean_x, centres.mean_y
)

select
    sums.city_id,
    sums.year,
    runs.scheme_id,
    cast(sums.n as bigint) as n,
    sums.mean_x as mean_over_fulfilment,
    sums.mean_y as mean_raise,
    case when sums.n >= 3 then sums.together / nullif(sums.of_x, 0) end as slope,
    case when sums.n >= 3 then sums.mean_y - sums.mean_x * sums.together / nullif(sums.of_x, 0) end as intercept,
    case when sums.n >= 3 then sqrt(
        greatest(0, sums.of_y - sums.together * sums.together / nullif(sums.of_x, 0)) / (sums.n - 2) / nullif(sums.of_x, 0)
    ) end as se
from sums
left join {{ ref('int_runs') }} as runs
    on sums.city_id = runs.city_id and sums.year = runs.year and runs.is_official
