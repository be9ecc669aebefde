-- Step 3: the quota grades are filled one after the other, each from those still without a grade; unfilled places lapse
-- or go to the next quota grade. The rest: pass, or admonition where best_allowed says so. open_<n> = places that grade
-- n had to give, carried ones included; NULL where the scheme has no such quota grade.
-- 根据考评得分多少，评出优秀、良好、达标和诫勉4个等次
{%- set category = ['city_id', 'year', 'scheme_id', 'draw', 'category_id'] %}
{%- set quota_grades = range(1, 5) %}
{%- set columns = category + ['department_id', 'total', 'best_allowed', 'last_order', 'position_tied', 'tie_policy', 'is_carried'] %}
{%- set state = columns + ['places_1', 'places_2', 'places_3', 'places_4'] %}
with places as (
    select
        {{ category | join(', ') }},
        {%- for n in quota_grades %}
        max(case when is_quota and grade_order = {{ n }} then places end) as places_{{ n }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_grade_places') }}
    group by {{ category | join(', ') }}
),

filled_0 as (
    select
        {% for key in category %}queue.{{ key }}, {% endfor %}
        queue.department_id,
        queue.total,
        queue.best_allowed,
        queue.last_order,
        queue.position_tied,
        settings.tie_policy,
        settings.is_carried,
        {%- for n in quota_grades %}
        places.places_{{ n }},
        {%- endfor %}
        cast(null as integer) as grade_order
    from {{ ref('int_grade_queue') }} as queue
    inner join {{ ref('int_scheme_settings') }} as settings on queue.scheme_id = settings.scheme_id
    left join places
        on {% for key in category %}queue.{{ key }} = places.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
),
{% for n in quota_grades %}
{%- set carried %}case when is_carried then greatest(0, open_{{ n - 1 }} - sum(case when grade_order = {{ n - 1 }} then 1 else 0 end) over (
            partition by {{ category | join(', ') }}
        )) else 0 end{% endset %}
{%- set so_far = [] %}
{%- for better in range(1, n) %}{% do so_far.append('open_' ~ better) %}{% endfor %}
{{ fill_grade(
    n, 'filled_' ~ (n - 1), state + so_far, 'grade_order',
    'grade_order is null and best_allowed <= ' ~ n,
    'places_' ~ n ~ (' + ' ~ carried if n > 1 else '')
) }}
{% endfor %}
final as (
    select * from filled_4
)

select
    {{ category | join(', ') }},
    department_id,
    total,
    best_allowed,
    last_order,
    position_tied,
    cast(coalesce(grade_order, case when best_allowed = last_order then last_order else last_order - 1 end) as integer) as grade_order,
    {%- for n in quota_grades %}
    cast(open_{{ n }} as bigint) as open_{{ n }}{{ ',' if not loop.last }}
    {%- endfor %}
from final
