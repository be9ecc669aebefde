-- What arrived: accepted + refused = read, for every raw file.
select
    city_id,
    year,
    source,
    source_file,
    cast(rows_read as bigint) as rows_read,
    cast(rows_accepted as bigint) as rows_accepted,
    cast(rows_refused as bigint) as rows_refused,
    sha256,
    loaded_at
from {{ ref('stg_intake_files') }}
