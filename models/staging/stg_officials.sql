-- 领导干部任职
select
    city_id,
    year,
    person_id,
    department_id,
    name,
    post,
    from_on,
    to_on,
    result,
    source_file,
    source_row
from {{ source('lake', 'officials') }}
where year > 0
