-- 文件登记
select
    city_id,
    year,
    source,
    source_file,
    rows_read,
    rows_accepted,
    rows_refused,
    sha256,
    loaded_at
from {{ source('lake', 'intake_files') }}
where year > 0
