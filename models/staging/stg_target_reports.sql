-- 目标完成报告
select
    city_id,
    year,
    report_id,
    target_id,
    reported_on,
    actual_value,
    completed_on,
    judged_score,
    assessor_id,
    is_verified,
    evidence,
    source_file,
    source_row
from {{ source('lake', 'target_reports') }}
where year > 0
