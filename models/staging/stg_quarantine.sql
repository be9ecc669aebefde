-- 拒收清单
select
    city_id,
    year,
    source,
    source_file,
    source_row,
    column_name,
    value,
    rule,
    message_zh,
    message_en
from {{ source('lake', 'quarantine') }}
where year > 0
