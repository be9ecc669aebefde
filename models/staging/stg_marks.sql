-- 评议票上的一格
select
    city_id,
    year,
    ballot_id,
    department_id,
    item_id,
    option_id,
    source_file,
    source_row
from {{ source('lake', 'marks') }}
where year > 0
