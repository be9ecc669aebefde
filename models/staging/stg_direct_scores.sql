-- 系统外评分
select
    city_id,
    year,
    department_id,
    component_id,
    score,
    source_file,
    source_row
from {{ source('lake', 'direct_scores') }}
where year > 0
