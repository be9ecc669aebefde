-- 部门名册
select
    city_id,
    year,
    department_id,
    name_zh,
    name_en,
    kind,
    category_id,
    line_id,
    display_order,
    civil_servants,
    is_ranked,
    is_published,
    succeeds,
    source_file,
    source_row
from {{ source('lake', 'departments') }}
where year > 0
