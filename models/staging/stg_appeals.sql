-- 申诉
select
    city_id,
    year,
    appeal_id,
    department_id,
    about,
    record_id,
    filed_on,
    answered_on,
    outcome,
    source_file,
    source_row
from {{ source('lake', 'appeals') }}
where year > 0
