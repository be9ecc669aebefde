-- Who stood for each quota grade in step 3, in which order, and what decided at its cut (official draw): departments to
-- which the grade was open and that had no better one. Of those whose total is the one at the cut, decided_key tells each
-- apart from the other side: the first tie key that differs. Without such a key tie_policy decided.
{%- set category = ['city_id', 'year', 'scheme_id', 'category_id'] %}
{%- set by_grade = (category + ['grade_order']) | join(', ') %}
{%- set n_keys = 6 %}
with candidates as (
    select
        {% for key in category %}filled.{{ key }}, {% endfor %}
        grades.grade_order,
        filled.department_id,
        filled.total,
        filled.position_tied,
        filled.grade_order = grades.grade_order as is_holder,
        case grades.grade_order {% for n in range(1, 5) %}when {{ n }} then filled.open_{{ n }} {% endfor %}end as places_open,
        {%- for i in range(1, n_keys + 1) %}
        queue.key_{{ i }},
        {%- endfor %}
        settings.tie_keys,
        row_number() over (
            partition by {% for key in category %}filled.{{ key }}, {% endfor %}grades.grade_order
            order by filled.position_tied, filled.department_id
        ) as candidate_number
    from {{ ref('int_grades_filled') }} as filled
    inner join {{ ref('int_grades_ordered') }} as grades
        on filled.scheme_id = grades.scheme_id
        and grades.is_quota
        and filled.best_allowed <= grades.grade_order
        and filled.grade_order >= grades.grade_order
    inner join {{ ref('int_grade_queue') }} as queue
        on {% for key in category %}filled.{{ key }} = queue.{{ key }} and {% endfor %}filled.department_id = queue.department_id
        and filled.draw = queue.draw
    inner join {{ ref('int_scheme_settings') }} as settings on filled.scheme_id = settings.scheme_id
    where filled.draw = 0
),

-- inside = the candidate of the last place, outside = the next one
cuts as (
    select
        *,
        count(*) over (partition by {{ by_grade }}) as n_candidates,
        {%- for column in ['total', 'position_tied'] %}
        {%- for side, step in [('inside', 0), ('outside', 1)] %}
        max(case when candidate_number = places_open + {{ step }} then {{ column }} end) over (partition by {{ by_grade }}) as {{ side }}_{{ column }}
        {{- ',' if side == 'inside' or column == 'total' }}
        {%- endfor %}
        {%- endfor %}
    from candidates
),

judged as (
    select
        cuts.*,
        coalesce(cuts.inside_total = cuts.outside_total, false) as is_tie,
        coalesce(cuts.inside_total = cuts.outside_total and cuts.total = cuts.inside_total, false) as is_tied,
        case
            {%- for i in range(1, n_keys + 1) %}
            when not coalesce(cuts.key_{{ i }} = other.key_{{ i }}, cuts.key_{{ i }} is null and other.key_{{ i }} is null)
                then trim(split_part(cuts.tie_keys, ';', {{ i }}))
            {%- endfor %}
        end as differing_key
    from cuts
    left join candidates as other
        on {% for key in category %}cuts.{{ key }} = other.{{ key }} and {% endfor %}cuts.grade_order = other.grade_order
        and other.candidate_number = cuts.places_open + case when cuts.is_holder then 1 else 0 end
)

select
    {{ by_grade }},
    department_id,
    total,
    position_tied,
    candidate_number,
    n_candidates,
    places_open,
    is_holder,
    inside_total,
    is_tie,
    is_tied,
    sum(case when is_tied then 1 else 0 end) over (partition by {{ by_grade }}) as n_tied,
    sum(case when position_tied = inside_position_tied then 1 else 0 end) over (partition by {{ by_grade }}) as n_alike,
    case when is_tied then differing_key end as decided_key,
    case
        when places_open = 0 then 'no_places'
        when n_candidates <= places_open then 'enough_places'
        when not is_tie then 'total'
        when inside_position_tied < outside_position_tied then 'tie_keys'
        else 'tie_policy'
    end as decided_by
from judged
