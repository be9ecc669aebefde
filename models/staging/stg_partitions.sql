-- 湖分区
select
    city_id,
    year,
    source,
    n_rows,
    fingerprint
from {{ source('lake', 'partitions') }}
where year > 0
