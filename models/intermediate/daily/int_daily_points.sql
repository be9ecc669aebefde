-- Each record with the points it moves in a run, or the reason why it does not count (rules.md 3).
-- 日常监督与年度考评相结合: the sign comes from the item, never from the record.
select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    tree.component_id,
    records.record_id,
    records.department_id,
    records.item_id,
    items.direction,
    items.cap_item,
    coalesce(records.points, items.default_points, 0) as points,
    case
        when records.appeal_status = 'upheld' then 'appeal_upheld'
        when records.appeal_status = 'pending' and not settings.is_pending_counted then 'appeal_pending'
    end as reason
from {{ ref('int_runs') }} as runs
inner join {{ ref('int_component_tree') }} as tree on runs.scheme_id = tree.scheme_id and tree.method = 'daily'
inner join {{ ref('int_component_settings') }} as settings
    on tree.scheme_id = settings.scheme_id and tree.component_id = settings.component_id
inner join {{ ref('stg_daily_records') }} as records on runs.city_id = records.city_id and runs.year = records.year
inner join {{ ref('daily_items') }} as items
    on runs.scheme_id = items.scheme_id and records.item_id = items.item_id
