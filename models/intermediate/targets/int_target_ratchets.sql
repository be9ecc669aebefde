-- A quantity target beside the same indicator's target a year later (one predecessor, one target each): by how much this
-- year was over-fulfilled, by how much the next target was raised. Relative to this year's target, in its direction.
-- 鞭打快牛
with single as (
    select city_id, year, department_id, indicator_id, max(target_id) as target_id, max(target_value) as target_value,
        max(year_end_value) as year_end_value, max(dir) as dir
    from {{ ref('int_targets_official') }}
    where measure_kind = 'quantity' and indicator_id is not null
    group by city_id, year, department_id, indicator_id
    having count(*) = 1
)

select
    next_year.city_id,
    next_year.year,
    next_year.department_id,
    next_year.indicator_id,
    next_year.target_id,
    this_year.target_id as target_before,
    this_year.dir * (this_year.year_end_value - this_year.target_value) / abs(this_year.target_value) as over_fulfilment,
    this_year.dir * (next_year.target_value - this_year.target_value) / abs(this_year.target_value) as raised_by
from single as next_year
inner join {{ ref('int_predecessors') }} as links
    on next_year.city_id = links.city_id
    and next_year.year = links.year
    and next_year.department_id = links.department_id
    and links.n_before = 1
inner join single as this_year
    on links.city_id = this_year.city_id
    and links.year_before = this_year.year
    and links.department_before = this_year.department_id
    and next_year.indicator_id = this_year.indicator_id
    and next_year.dir = this_year.dir
where this_year.year_end_value is not null and this_year.target_value <> 0
