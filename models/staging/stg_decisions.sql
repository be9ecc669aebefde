-- 领导小组决定
select
    city_id,
    year,
    decision_id,
    department_id,
    kind,
    steps,
    grade_id,
    component_id,
    target_id,
    reason_id,
    reason,
    document_no,
    decided_on,
    source_file,
    source_row
from {{ source('lake', 'decisions') }}
where year > 0
