-- What was published at the time beside what is computed now, where they differ: total (fixed to the scheme's decimals),
-- rank or grade. Nothing published, nothing compared.
with compared as (
    select
        results.city_id,
        results.year,
        results.scheme_id,
        results.is_official,
        results.department_id,
        results.name_zh,
        results.name_en,
        results.category_id,
        published.total as published_total,
        results.total,
        cast(published.rank as bigint) as published_rank,
        results.category_rank,
        published.grade_id as published_grade_id,
        results.grade_id,
        published.total is not null
        and coalesce({{ fix('published.total', 6) }} <> {{ fix('results.total', 6) }}, true) as is_total_different,
        published.rank is not null and coalesce(published.rank <> results.category_rank, true) as is_rank_different,
        published.grade_id is not null and coalesce(published.grade_id <> results.grade_id, true) as is_grade_different,
        published.source_file,
        published.source_row
    from {{ ref('stg_published_results') }} as published
    inner join {{ ref('department_results') }} as results
        on published.city_id = results.city_id
        and published.year = results.year
        and published.department_id = results.department_id
        and results.is_official
)

select *
from compared
where is_total_different or is_rank_different or is_grade_different
