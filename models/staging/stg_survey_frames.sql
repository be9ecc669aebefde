-- 评议发放与回收
select
    city_id,
    year,
    evaluation_id,
    group_id,
    sent,
    population,
    source_file,
    source_row
from {{ source('lake', 'survey_frames') }}
where year > 0
