-- 日常考核记录
select
    city_id,
    year,
    record_id,
    department_id,
    item_id,
    occurred_on,
    points,
    recorded_by,
    reason,
    evidence,
    appeal_status,
    source_file,
    source_row
from {{ source('lake', 'daily_records') }}
where year > 0
