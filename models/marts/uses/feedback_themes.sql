-- What a department is told about, year by year, and what recurs: opinions on a theme that last year's rectification was
-- to settle, through mergers and renames. 反馈与整改是否见效
with counted as (
    select city_id, year, department_id, theme, count(*) as n_opinions
    from {{ ref('int_opinion_themes') }}
    group by city_id, year, department_id, theme
),

rectified as (
    select city_id, year, department_id, theme, count(distinct rectification_id) as n_rectifications
    from {{ ref('int_rectified_opinions') }}
    group by city_id, year, department_id, theme
),

before as (
    select
        now.city_id, now.year, now.department_id, now.theme,
        sum(last.n_opinions) as n_opinions,
        sum(coalesce(rectified.n_rectifications, 0)) as n_rectifications
    from counted as now
    inner join {{ ref('int_predecessors') }} as links
        on now.city_id = links.city_id and now.year = links.year and now.department_id = links.department_id
    inner join counted as last
        on links.city_id = last.city_id
        and links.year_before = last.year
        and links.department_before = last.department_id
        and now.theme = last.theme
    left join rectified
        on last.city_id = rectified.city_id
        and last.year = rectified.year
        and last.department_id = rectified.department_id
        and last.theme = rectified.theme
    group by now.city_id, now.year, now.department_id, now.theme
)

select
    counted.city_id,
    counted.year,
    counted.department_id,
    departments.name_zh,
    departments.name_en,
    counted.theme,
    counted.n_opinions,
    cast(coalesce(rectified.n_rectifications, 0) as bigint) as n_rectifications,
    cast(coalesce(before.n_opinions, 0) as bigint) as n_opinions_before,
    cast(coalesce(before.n_rectifications, 0) as bigint) as n_rectifications_before,
    coalesce(before.n_rectifications, 0) > 0 and counted.theme <> 'unsorted' as is_recurring
from counted
inner join {{ ref('stg_departments') }} as departments
    on counted.city_id = departments.city_id
    and counted.year = departments.year
    and counted.department_id = departments.department_id
left join rectified
    on counted.city_id = rectified.city_id
    and counted.year = rectified.year
    and counted.department_id = rectified.department_id
    and counted.theme = rectified.theme
left join before
    on counted.city_id = before.city_id
    and counted.year = before.year
    and counted.department_id = before.department_id
    and counted.theme = before.theme
