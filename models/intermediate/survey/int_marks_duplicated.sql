-- Marks that repeat a ballot, department and item: the lowest (source_file, source_row) stays, these go. Looked for in
-- the city-years whose funnel is computed anew; few, so that the window runs over the repeated ones only.
{{ config(materialized='view') }}
with marks as (
    select marks.*
    from {{ ref('stg_marks') }} as marks
    inner join (select distinct city_id, year from {{ ref('int_funnel_partitions') }} where is_changed) as changed
        on marks.city_id = changed.city_id and marks.year = changed.year
),

repeated as (
    select city_id, year, ballot_id, department_id, item_id
    from marks
    group by city_id, year, ballot_id, department_id, item_id
    having count(*) > 1
),

numbered as (
    select
        marks.city_id,
        marks.year,
        marks.source_file,
        marks.source_row,
        row_number() over (
            partition by marks.city_id, marks.year, marks.ballot_id, marks.department_id, marks.item_id
            order by marks.source_file, marks.source_row
        ) as copy_number
    from marks
    inner join repeated
        on marks.city_id = repeated.city_id
        and marks.year = repeated.year
        and marks.ballot_id = repeated.ballot_id
        and marks.department_id = repeated.department_id
        and marks.item_id = repeated.item_id
)

select city_id, year, source_file, source_row, copy_number
from numbered
where copy_number > 1
