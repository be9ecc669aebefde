-- What every draw gave every department of an official run. Kept between builds by the fingerprint of its city-year: only
-- city-years that changed are drawn again, those that are gone are deleted.
{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{% if is_incremental() %}delete from {{ this }} where fingerprint not in (select fingerprint from {{ ref('int_trust_partitions') }} where not is_changed){% endif %}"
) }}
select
    partitions.city_id,
    partitions.year,
    partitions.scheme_id,
    partitions.fingerprint,
    draws.kind,
    totals.draw,
    totals.department_id,
    totals.is_eligible,
    totals.total,
    cast(totals.category_rank as bigint) as category_rank,
    grades.grade_id
from {{ ref('int_trust_partitions') }} as partitions
inner join {{ ref('int_draws') }} as draws
    on partitions.city_id = draws.city_id
    and partitions.year = draws.year
    and partitions.scheme_id = draws.scheme_id
    and draws.kind <> 'official'
inner join {{ ref('int_totals') }} as totals
    on draws.city_id = totals.city_id
    and draws.year = totals.year
    and draws.scheme_id = totals.scheme_id
    and draws.draw = totals.draw
left join {{ ref('int_grades') }} as grades
    on totals.city_id = grades.city_id
    and totals.year = grades.year
    and totals.scheme_id = grades.scheme_id
    and totals.draw = grades.draw
    and totals.department_id = grades.department_id
where partitions.is_changed
