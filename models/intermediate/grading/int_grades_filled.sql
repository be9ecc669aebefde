-- Step 3: the quota grades are filled one after the other, each from those still without a grade; unfilled places lapse
-- or go to the next quota grade. The rest: pass, or admonition where best_allowed says so.
-- 根据考评得分多少，评出优秀、良好、达标和诫勉4个等次
{%- set category = ['city_id', 'year', 'scheme_id', 'draw', 'category_id'] %}
{%- set max_quota_grades = 4 %}
with queue_1 as (
    select * from {{ ref('int_grade_queue') }}
),

places_1 as (
    select places.*, settings.tie_policy, settings.is_carried
    from {{ ref('int_grade_places') }} as places
    inner join {{ ref('int_scheme_settings') }} as settings on places.scheme_id = settings.scheme_id
    where places.is_quota
),
{% for n in range(1, max_quota_grades + 1) %}
{{ fill_grade(n, 'queue_' ~ n, 'places_' ~ n) }}

queue_{{ n + 1 }} as (
    select queue.*
    from queue_{{ n }} as queue
    left join filled_{{ n }} as filled
        on {% for key in category %}queue.{{ key }} = filled.{{ key }} and {% endfor %}queue.department_id = filled.department_id
        and filled.is_holder
    where filled.department_id is null
),

counted_{{ n }} as (
    select {{ category | join(', ') }}, sum(case when is_holder then 1 else 0 end) as n_holders
    from filled_{{ n }}
    group by {{ category | join(', ') }}
),

open_{{ n }} as (
    select
        places.city_id, places.year, places.scheme_id, places.draw, places.category_id,
        case when places.is_carried then greatest(0, places.places - coalesce(counted.n_holders, 0)) else 0 end as n_carried
    from places_{{ n }} as places
    left join counted_{{ n }} as counted
        on {% for key in category %}places.{{ key }} = counted.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    where places.grade_order = {{ n }}
),

places_{{ n + 1 }} as (
    select
        places.city_id, places.year, places.scheme_id, places.draw, places.category_id,
        places.grade_id, places.grade_order, places.is_carried, places.tie_policy,
        places.places + case when places.grade_order = {{ n + 1 }} then coalesce(open_{{ n }}.n_carried, 0) else 0 end as places
    from places_{{ n }} as places
    left join open_{{ n }}
        on {% for key in category %}places.{{ key }} = open_{{ n }}.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
),
{% endfor %}
held as (
    {%- for n in range(1, max_quota_grades + 1) %}
    select {{ category | join(', ') }}, department_id, total, best_allowed, last_order, position_tied, {{ n }} as grade_order, places_open, is_holder, candidate_number
    from filled_{{ n }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    union all
    select {{ category | join(', ') }}, department_id, total, best_allowed, last_order, position_tied,
        case when best_allowed = last_order then last_order else last_order - 1 end, null, true, null
    from queue_{{ max_quota_grades + 1 }}
)

select
    {{ category | join(', ') }},
    department_id,
    total,
    best_allowed,
    last_order,
    position_tied,
    grade_order,
    candidate_number,
    places_open,
    is_holder
from held
