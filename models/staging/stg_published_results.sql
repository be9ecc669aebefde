-- 当时公布的结果
select
    city_id,
    year,
    department_id,
    total,
    rank,
    grade_id,
    source_file,
    source_row
from {{ source('lake', 'published_results') }}
where year > 0
