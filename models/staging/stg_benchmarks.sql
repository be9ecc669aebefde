-- 外市基准值
select
    city_id,
    year,
    indicator_id,
    peer_city_id,
    value_kind,
    value,
    source_file,
    source_row
from {{ source('lake', 'benchmarks') }}
where year > 0
