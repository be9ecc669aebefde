-- What was computed: every city-year under every scheme, with names to show. While an appeal is open the result is
-- provisional.
with appeals as (
    select city_id, year, sum(case when state = 'open' then 1 else 0 end) as n_open
    from {{ ref('appeal_states') }}
    group by city_id, year
)

select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    runs.is_official,
    cities.name_zh as city_zh,
    cities.name_en as city_en,
    schemes.name_zh as scheme_zh,
    schemes.name_en as scheme_en,
    before.scheme_id as scheme_before,
    coalesce(before.scheme_id <> runs.scheme_id, false) as is_scheme_changed,
    cast(coalesce(appeals.n_open, 0) as bigint) as n_open_appeals,
    coalesce(appeals.n_open, 0) > 0 as is_provisional
from {{ ref('int_runs') }} as runs
inner join {{ ref('schemes') }} as schemes on runs.scheme_id = schemes.scheme_id
left join {{ ref('cities') }} as cities on runs.city_id = cities.city_id
left join {{ ref('scheme_years') }} as before on runs.city_id = before.city_id and runs.year - 1 = before.year
left join appeals on runs.city_id = appeals.city_id and runs.year = appeals.year
