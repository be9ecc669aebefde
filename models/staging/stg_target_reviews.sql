-- 目标审核评分
select
    city_id,
    year,
    target_id,
    round,
    criterion_id,
    reviewer_id,
    score,
    comment,
    source_file,
    source_row
from {{ source('lake', 'target_reviews') }}
where year > 0
