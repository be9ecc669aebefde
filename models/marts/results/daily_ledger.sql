-- Every daily record that a run's scheme knows, with the points it moves and, where it does not count, why.
-- 评定有依据: a deduction is always shown with its record.
select
    points.city_id,
    points.year,
    points.scheme_id,
    runs.is_official,
    points.department_id,
    points.component_id,
    points.record_id,
    records.occurred_on,
    points.item_id,
    items.name_zh as item_zh,
    items.name_en as item_en,
    points.direction,
    points.points,
    case points.direction when 'penalty' then -1 else 1 end * points.points as signed_points,
    points.reason as not_counted_reason,
    records.reason,
    records.evidence,
    records.recorded_by,
    records.appeal_status,
    records.source_file,
    records.source_row
from {{ ref('int_daily_points') }} as points
inner join {{ ref('int_runs') }} as runs
    on points.city_id = runs.city_id and points.year = runs.year and points.scheme_id = runs.scheme_id
inner join {{ ref('stg_daily_records') }} as records
    on points.city_id = records.city_id and points.year = records.year and points.record_id = records.record_id
inner join {{ ref('daily_items') }} as items
    on points.scheme_id = items.scheme_id and points.item_id = items.item_id
