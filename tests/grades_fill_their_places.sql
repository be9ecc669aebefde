-- Places and holders agree (rules.md 6, steps 2 and 3). In every run and category: the places sum to N; every eligible
-- department holds one grade after step 3; a quota grade has more holders than places only where a tie let all in
-- (all_up) or carried places came to it, and fewer only where nobody else could hold it or a tie let nobody in (all_down).
with places as (
    select
        grade_places.*,
        ordered.is_quota,
        settings.tie_policy,
        settings.is_carried
    from {{ ref('grade_places') }} as grade_places
    inner join {{ ref('int_grades_ordered') }} as ordered
        on grade_places.scheme_id = ordered.scheme_id and grade_places.grade_id = ordered.grade_id
    inner join {{ ref('int_scheme_settings') }} as settings on grade_places.scheme_id = settings.scheme_id
),

eligible as (
    select city_id, year, scheme_id, category_id, count(*) as n_departments
    from {{ ref('int_grade_limits') }}
    where draw = 0
    group by city_id, year, scheme_id, category_id
),

-- candidates left over: below the grade after step 3 although it was open to them
passed_over as (
    select grades.city_id, grades.year, grades.scheme_id, grades.category_id, ordered.grade_order, count(*) as n_departments
    from {{ ref('int_grades') }} as grades
    inner join {{ ref('int_grades_ordered') }} as ordered
        on grades.scheme_id = ordered.scheme_id
        and ordered.is_quota
        and grades.best_allowed <= ordered.grade_order
        and grades.order_by_rank > ordered.grade_order
    where grades.draw = 0
    group by grades.city_id, grades.year, grades.scheme_id, grades.category_id, ordered.grade_order
),

sums as (
    select
        places.city_id, places.year, places.scheme_id, places.category_id,
        max(places.n_eligible) as n_eligible,
        sum(places.places) as n_places,
        sum(places.n_holders) as n_holders,
        max(eligible.n_departments) as n_departments
    from places
    left join eligible
        on places.city_id = eligible.city_id
        and places.year = eligible.year
        and places.scheme_id = eligible.scheme_id
        and places.category_id = eligible.category_id
    group by places.city_id, places.year, places.scheme_id, places.category_id
)

select
    'places do not sum to N' as finding, city_id, year, scheme_id, category_id,
    cast(null as string) as grade_id, n_eligible as n_expected, n_places as n_found
from sums
where n_places <> n_eligible
union all
select 'holders are not the eligible', city_id, year, scheme_id, category_id, null, n_departments, n_holders
from sums
where n_holders <> coalesce(n_departments, -1)
union all
select
    'more holders than places', city_id, year, scheme_id, category_id, grade_id, places, n_holders
from places
where is_quota and n_holders > places and not (tie_policy = 'all_up' and is_tie) and not is_carried
union all
select
    'a place stays empty', places.city_id, places.year, places.scheme_id, places.category_id, places.grade_id,
    places.places, places.n_holders
from places
inner join passed_over
    on places.city_id = passed_over.city_id
    and places.year = passed_over.year
    and places.scheme_id = passed_over.scheme_id
    and places.category_id = passed_over.category_id
    and places.grade_order = passed_over.grade_order
where places.is_quota and places.n_holders < places.places and not (places.tie_policy = 'all_down' and places.is_tie)
