-- A department this year and its only predecessor last year, each under the scheme of this year and of last year: the four
-- corners between which a change of the total is divided (rules.md 9). No row in a city's first year; corners are NULL
-- where there is not exactly one predecessor. 今年和去年相比
{%- set corners = {'now_now': ('now', 'now'), 'now_before': ('now', 'before'), 'before_now': ('before', 'now'), 'before_before': ('before', 'before')} %}
with years as (
    select
        now.city_id,
        now.year as year_now,
        now.scheme_id as scheme_now,
        before.year as year_before,
        before.scheme_id as scheme_before
    from {{ ref('int_runs') }} as now
    inner join {{ ref('int_runs') }} as before
        on now.city_id = before.city_id and now.year - 1 = before.year and before.is_official
    where now.is_official
),

links as (
    select city_id, year, department_id, department_before
    from {{ ref('int_predecessors') }}
    where n_before = 1
),

pairs as (
    select
        years.*,
        departments.department_id as department_now,
        departments.category_id,
        links.department_before
    from years
    inner join {{ ref('stg_departments') }} as departments
        on years.city_id = departments.city_id and years.year_now = departments.year
    left join links
        on departments.city_id = links.city_id
        and departments.year = links.year
        and departments.department_id = links.department_id
)

select
    pairs.city_id,
    pairs.year_now,
    pairs.scheme_now,
    pairs.department_now,
    pairs.category_id,
    pairs.year_before,
    pairs.scheme_before,
    pairs.department_before,
    {%- for corner in corners %}
    {{ corner }}.total as total_{{ corner }},
    {%- endfor %}
    {% for corner in corners %}{{ corner }}.total is not null{{ ' and ' if not loop.last }}{% endfor %} as is_comparable,
    coalesce(now_now.is_eligible and before_before.is_eligible, false) as is_ranked_in_both
from pairs
{%- for corner, (own, scheme) in corners.items() %}
left join {{ ref('int_totals') }} as {{ corner }}
    on pairs.city_id = {{ corner }}.city_id
    and pairs.year_{{ own }} = {{ corner }}.year
    and pairs.scheme_{{ scheme }} = {{ corner }}.scheme_id
    and pairs.department_{{ own }} = {{ corner }}.department_id
    and {{ corner }}.draw = 0
    {%- if own == 'now' %}
    and pairs.department_before is not null
    {%- endif %}
{%- endfor %}
