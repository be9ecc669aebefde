-- The version that counts is one round, the one the result names; a target without a counted version has none.
-- 审定版本只有一个
with counted as (
    select city_id, year, scheme_id, target_id, sum(case when is_counted then 1 else 0 end) as n_counted, max(case when is_counted then round end) as round_counted
    from {{ ref('target_rounds') }}
    group by city_id, year, scheme_id, target_id
)

select results.city_id, results.year, results.target_id, results.status, results.round, counted.n_counted, counted.round_counted
from {{ ref('target_results') }} as results
left join counted
    on results.city_id = counted.city_id
    and results.year = counted.year
    and results.scheme_id = counted.scheme_id
    and results.target_id = counted.target_id
where
    results.is_official
    and not coalesce(case
        when results.status in ('scored', 'unreported') then counted.n_counted = 1 and counted.round_counted = results.round
        else counted.n_counted = 0
    end, false)
