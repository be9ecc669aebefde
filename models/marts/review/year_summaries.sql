-- A city's year in one row: what a leader's first screen says in figures and in its sentence.
with results as (
    select
        city_id,
        year,
        scheme_id,
        count(*) as n_departments,
        count(category_rank) as n_ranked,
        count(grade_id) as n_graded,
        cast(sum(case when status = 'incomplete' then 1 else 0 end) as bigint) as n_incomplete,
        cast(sum(case when is_bottom then 1 else 0 end) as bigint) as n_bottom,
        cast(sum(case when is_bottom_two_years then 1 else 0 end) as bigint) as n_bottom_two_years,
        cast(sum(case when is_near_cut then 1 else 0 end) as bigint) as n_near_cut,
        cast(sum(case when grade_id <> grade_by_rank then 1 else 0 end) as bigint) as n_grades_changed,
        cast(sum(case when places_up > 0 then 1 else 0 end) as bigint) as n_up,
        cast(sum(case when places_up < 0 then 1 else 0 end) as bigint) as n_down,
        count(places_up) as n_with_last_year,
        {{ ratio('sum(case when category_rank is not null then total end)', 'count(category_rank)') }} as mean_total
    from {{ ref('department_years') }}
    group by city_id, year, scheme_id
),

refused as (
    select city_id, year, sum(rows_refused) as rows_refused
    from {{ ref('intake_files') }}
    group by city_id, year
)

select
    now.city_id,
    now.year,
    now.scheme_id,
    true as is_official,
    now.n_departments,
    now.n_ranked,
    now.n_graded,
    now.n_incomplete,
    now.n_bottom,
    now.n_bottom_two_years,
    now.n_near_cut,
    now.n_grades_changed,
    now.n_up,
    now.n_down,
    now.n_with_last_year,
    now.mean_total,
    now.mean_total - before.mean_total as mean_change,
    cast(coalesce(refused.rows_refused, 0) as bigint) as rows_refused
from results as now
left join results as before on now.city_id = before.city_id and now.year - 1 = before.year
left join refused on now.city_id = refused.city_id and now.year = refused.year
