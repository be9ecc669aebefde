-- 整改要求
select
    city_id,
    year,
    rectification_id,
    department_id,
    opinion_ids,
    demand,
    issued_on,
    due_on,
    answered_on,
    verified_on,
    result,
    source_file,
    source_row
from {{ source('lake', 'rectifications') }}
where year > 0
