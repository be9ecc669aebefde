-- 评议票
select
    city_id,
    year,
    ballot_id,
    evaluation_id,
    group_id,
    channel,
    submitted_at,
    source_file,
    source_row
from {{ source('lake', 'ballots') }}
where year > 0
