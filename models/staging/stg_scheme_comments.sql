-- 对考评办法的意见
select
    city_id,
    year,
    comment_id,
    from_kind,
    clause,
    text,
    reply,
    is_adopted,
    source_file,
    source_row
from {{ source('lake', 'scheme_comments') }}
where year > 0
