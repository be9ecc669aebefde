-- What was refused and why, in the words that say what to do.
select
    city_id,
    year,
    source,
    source_file,
    cast(source_row as bigint) as source_row,
    column_name,
    value,
    rule,
    message_zh,
    message_en
from {{ ref('stg_quarantine') }}
