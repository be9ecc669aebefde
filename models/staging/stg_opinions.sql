-- 意见建议原文
select
    city_id,
    year,
    opinion_id,
    department_id,
    channel,
    received_on,
    theme,
    text,
    ballot_id,
    source_file,
    source_row
from {{ source('lake', 'opinions') }}
where year > 0
