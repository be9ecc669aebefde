-- 任务分解份额
select
    city_id,
    year,
    task_id,
    department_id,
    share,
    source_file,
    source_row
from {{ source('lake', 'task_shares') }}
where year > 0
