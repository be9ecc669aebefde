-- The daily score: base, plus bonuses up to their caps, minus penalties, clamped; absolute, never stretched within a
-- category. A department without records keeps the base; a city-year without any daily record has no score.
with items as (
    select
        city_id,
        year,
        scheme_id,
        component_id,
        department_id,
        item_id,
        direction,
        least(sum({{ raw('points') }}), coalesce({{ raw('max(cap_item)') }}, sum({{ raw('points') }}))) as item_points
    from {{ ref('int_daily_points') }}
    where reason is null
    group by city_id, year, scheme_id, component_id, department_id, item_id, direction
),

summed as (
    select
        city_id,
        year,
        scheme_id,
        component_id,
        department_id,
        cast(sum(case when direction = 'bonus' then item_points else 0 end) as double) as bonus_points,
        cast(sum(case when direction = 'penalty' then item_points else 0 end) as double) as penalty_points
    from items
    group by city_id, year, scheme_id, component_id, department_id
),

recorded as (
    select distinct city_id, year from {{ ref('stg_daily_records') }}
)

select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    departments.department_id,
    tree.component_id,
    coalesce(summed.bonus_points, 0) as bonus_points,
    coalesce(summed.penalty_points, 0) as penalty_points,
    case when recorded.year is not null then
        least(
            100 + settings.daily_overflow,
            greatest(
                0,
                settings.daily_base
                + least(coalesce(summed.bonus_points, 0), coalesce(settings.daily_bonus_cap, coalesce(summed.bonus_points, 0)))
                - coalesce(summed.penalty_points, 0)
            )
        )
    end as score
from {{ ref('int_runs') }} as runs
inner join {{ ref('stg_departments') }} as departments
    on runs.city_id = departments.city_id and runs.year = departments.year
inner join {{ ref('int_component_tree') }} as tree on runs.scheme_id = tree.scheme_id and tree.method = 'daily'
inner join {{ ref('int_component_settings') }} as settings
    on tree.scheme_id = settings.scheme_id and tree.component_id = settings.component_id
left join summed
    on runs.city_id = summed.city_id
    and runs.year = summed.year
    and runs.scheme_id = summed.scheme_id
    and tree.component_id = summed.component_id
    and departments.department_id = summed.department_id
left join recorded on runs.city_id = recorded.city_id and runs.year = recorded.year
