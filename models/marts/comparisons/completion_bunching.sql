-- Do results gather just above the target? The part of all completions in [100, 102) beside that in [98, 100): without
-- steering, neighbouring bands of one width hold about as many. For researchers. 压线完成
{%- set bands = [('just_below', 98, 100), ('just_above', 100, 102)] %}
with completions as (
    select city_id, year, {{ fix('100 * (1 + dir * (year_end_value - target_value) / abs(target_value))', 9) }} as completion
    from {{ ref('int_targets_official') }}
    where measure_kind = 'quantity' and year_end_value is not null and target_value <> 0
),

cells as (
    select city_id, year, completion from completions
    union all
    select city_id, cast(null as integer), completion from completions
    union all
    select cast(null as string), cast(null as integer), completion from completions
),

counted as (
    select
        city_id,
        year,
        count(*) as n,
        {%- for name, low, high in bands %}
        sum(case when completion >= {{ low }} and completion < {{ high }} then 1 else 0 end) as n_{{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from cells
    group by city_id, year
)

select
    counted.city_id,
    counted.year,
    runs.scheme_id,
    cast(counted.n as bigint) as n,
    cast(counted.n_just_below as bigint) as n_just_below,
    cast(counted.n_just_above as bigint) as n_just_above,
    {{ ratio('counted.n_just_below', 'counted.n') }} as share_just_below,
    {{ ratio('counted.n_just_above', 'counted.n') }} as share_just_above,
    {{ ratio('counted.n_just_above', 'counted.n_just_below') }} as above_to_below
from counted
left join {{ ref('int_runs') }} as runs
    on counted.city_id = runs.city_id and counted.year = runs.year and runs.is_official
