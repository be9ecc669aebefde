-- How places became names: N, places before carrying, holders after the fill, the last total that got in, ties.
{%- set category = ['city_id', 'year', 'scheme_id', 'draw', 'category_id'] %}
with categories as (
    select distinct {{ category | join(', ') }}, n_eligible, remainder_tie
    from {{ ref('int_grade_places') }}
),

held as (
    select
        {{ category | join(', ') }},
        grade_order,
        sum(case when is_holder then 1 else 0 end) as n_holders,
        min(case when is_holder then total end) as cut_total,
        coalesce(
            max(places_open) > 0
            and max(case when candidate_number = places_open then total end)
            = max(case when candidate_number = places_open + 1 then total end),
            false
        ) as is_tie
    from {{ ref('int_grades_filled') }}
    group by {{ category | join(', ') }}, grade_order
)

select
    categories.city_id,
    categories.year,
    categories.scheme_id,
    runs.is_official,
    categories.category_id,
    grades.grade_id,
    grades.grade_order,
    categories.n_eligible,
    places.places,
    cast(coalesce(held.n_holders, 0) as bigint) as n_holders,
    held.cut_total,
    coalesce(held.is_tie, false) as is_tie,
    categories.remainder_tie
from categories
inner join {{ ref('int_runs') }} as runs
    on categories.city_id = runs.city_id
    and categories.year = runs.year
    and categories.scheme_id = runs.scheme_id
inner join {{ ref('int_grades_ordered') }} as grades on categories.scheme_id = grades.scheme_id
left join {{ ref('int_grade_places') }} as places
    on {% for key in category %}categories.{{ key }} = places.{{ key }} and {% endfor %}grades.grade_id = places.grade_id
left join held
    on {% for key in category %}categories.{{ key }} = held.{{ key }} and {% endfor %}grades.grade_order = held.grade_order
where categories.draw = 0
