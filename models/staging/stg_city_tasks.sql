-- 全市主体任务
select
    city_id,
    year,
    task_id,
    title,
    weight,
    delivered,
    source_file,
    source_row
from {{ source('lake', 'city_tasks') }}
where year > 0
