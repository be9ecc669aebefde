-- 已执行的结果运用
select
    city_id,
    year,
    department_id,
    use_id,
    done_on,
    document_no,
    source_file,
    source_row
from {{ source('lake', 'measures_taken') }}
where year > 0
