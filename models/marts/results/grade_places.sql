-- How places became names: N, places before carrying, holders after the fill, the last total that got in, the next in
-- line, and what decided at the cut.
{%- set category = ['city_id', 'year', 'scheme_id', 'category_id'] %}
with categories as (
    select distinct {{ category | join(', ') }}, n_eligible, remainder_tie
    from {{ ref('int_grade_places') }}
    where draw = 0
),

held as (
    select {{ category | join(', ') }}, grade_order, count(*) as n_holders, min(total) as cut_total
    from {{ ref('int_grades_filled') }}
    where draw = 0
    group by {{ category | join(', ') }}, grade_order
),

-- places after carrying, the same on every department of the category
opened as (
    select distinct {{ category | join(', ') }}, open_1, open_2, open_3, open_4
    from {{ ref('int_grades_filled') }}
    where draw = 0
),

cuts as (
    select
        {{ category | join(', ') }},
        grade_order,
        max(case when not is_holder then total end) as next_in_line_total,
        max(case when is_tie then 1 else 0 end) = 1 as is_tie,
        cast(max(n_tied) as bigint) as n_tied_at_cut,
        max(decided_by) as decided_by,
        max(case when candidate_number = places_open and decided_by = 'tie_keys' then decided_key end) as decided_key
    from {{ ref('int_grade_candidates') }}
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
    case grades.grade_order {% for n in range(1, 5) %}when {{ n }} then cast(opened.open_{{ n }} as bigint) {% endfor %}end as places_open,
    coalesce(held.n_holders, 0) as n_holders,
    held.cut_total,
    cuts.next_in_line_total,
    coalesce(cuts.is_tie, false) as is_tie,
    case when grades.is_quota then coalesce(cuts.n_tied_at_cut, 0) end as n_tied_at_cut,
    case when grades.is_quota then coalesce(cuts.decided_by, 'no_candidates') end as decided_by,
    cuts.decided_key,
    categories.remainder_tie
from categories
inner join {{ ref('int_runs') }} as runs
    on categories.city_id = runs.city_id
    and categories.year = runs.year
    and categories.scheme_id = runs.scheme_id
inner join {{ ref('int_grades_ordered') }} as grades on categories.scheme_id = grades.scheme_id
left join {{ ref('int_grade_places') }} as places
    on {% for key in category %}categories.{{ key }} = places.{{ key }} and {% endfor %}grades.grade_id = places.grade_id
    and places.draw = 0
left join opened
    on {% for key in category %}categories.{{ key }} = opened.{{ key }} and {% endfor %}grades.is_quota
{%- for name in ['held', 'cuts'] %}
left join {{ name }}
    on {% for key in category %}categories.{{ key }} = {{ name }}.{{ key }} and {% endfor %}grades.grade_order = {{ name }}.grade_order
{%- endfor %}
