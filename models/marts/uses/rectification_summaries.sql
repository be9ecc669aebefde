-- Feedback and rectification of a city's year in one row: how much was said, sorted, demanded, answered and verified in
-- time (of those that fell due by as_of_date), what is late, what recurs.
with opinions as (
    select
        city_id, year,
        count(*) as n_opinions,
        count(distinct department_id) as n_departments,
        sum(case when theme_basis = 'given' then 1 else 0 end) as n_themes_given,
        sum(case when theme_basis = 'keyword' then 1 else 0 end) as n_themes_by_keyword,
        sum(case when theme_basis = 'unsorted' then 1 else 0 end) as n_unsorted
    from {{ ref('feedback') }}
    group by city_id, year
),

rectified as (
    select
        city_id, year,
        count(*) as n_rectifications,
        {%- for state in ['issued', 'answered', 'verified', 'closed'] %}
        sum(case when state = '{{ state }}' then 1 else 0 end) as n_{{ state }},
        {%- endfor %}
        sum(case when is_sent_back then 1 else 0 end) as n_sent_back,
        sum(case when is_overdue then 1 else 0 end) as n_overdue,
        sum(case when is_due then 1 else 0 end) as n_due,
        sum(case when is_due and is_answered_in_time then 1 else 0 end) as n_answered_in_time,
        sum(case when is_due and is_verified_in_time then 1 else 0 end) as n_verified_in_time
    from {{ ref('rectification_status') }}
    group by city_id, year
),

recurring as (
    select city_id, year, count(*) as n_recurring
    from {{ ref('feedback_themes') }}
    where is_recurring
    group by city_id, year
)

select
    runs.city_id,
    runs.year,
    {%- for name in ['n_opinions', 'n_departments', 'n_themes_given', 'n_themes_by_keyword', 'n_unsorted'] %}
    cast(coalesce(opinions.{{ name }}, 0) as bigint) as {{ name }},
    {%- endfor %}
    {%- for name in ['n_rectifications', 'n_issued', 'n_answered', 'n_verified', 'n_closed', 'n_sent_back', 'n_overdue', 'n_due', 'n_answered_in_time', 'n_verified_in_time'] %}
    cast(coalesce(rectified.{{ name }}, 0) as bigint) as {{ name }},
    {%- endfor %}
    {{ ratio('rectified.n_answered_in_time', 'rectified.n_due') }} as answered_in_time_share,
    {{ ratio('rectified.n_verified_in_time', 'rectified.n_due') }} as verified_in_time_share,
    cast(coalesce(recurring.n_recurring, 0) as bigint) as n_recurring,
    cast('{{ as_of_date() }}' as date) as as_of_date
from {{ ref('int_runs') }} as runs
left join opinions on runs.city_id = opinions.city_id and runs.year = opinions.year
left join rectified on runs.city_id = rectified.city_id and runs.year = rectified.year
left join recurring on runs.city_id = recurring.city_id and runs.year = recurring.year
where runs.is_official
