-- What became of every mark handed in: counted, a don't-know, or left out for one reason, the first that hit. 票面筛查
{%- set reasons = ['duplicate', 'unknown_option', 'unknown_item', 'group_not_in_scheme', 'straight_line', 'dont_know', 'counted'] %}
with evaluations as (
    select runs.city_id, runs.year, runs.scheme_id, scales.evaluation_id
    from {{ ref('int_runs') }} as runs
    inner join {{ ref('int_evaluation_scales') }} as scales on runs.scheme_id = scales.scheme_id
    where runs.is_official
),

papers as (
    select
        city_id,
        year,
        scheme_id,
        evaluation_id,
        {%- for reason in reasons[:4] %}
        n_{{ reason }},
        {%- endfor %}
        case when is_removed then n_marks + n_dont_know else 0 end as n_straight_line,
        case when is_removed then 0 else n_dont_know end as n_dont_know,
        case when is_removed then 0 else n_marks end as n_counted
    from {{ ref('int_ballots_summed') }}
),

totals as (
    select
        city_id,
        year,
        scheme_id,
        evaluation_id,
        {%- for reason in reasons %}
        sum(n_{{ reason }}) as n_{{ reason }},
        sum(case when n_{{ reason }} > 0 then 1 else 0 end) as papers_{{ reason }},
        {%- endfor %}
        {% for reason in reasons %}sum(n_{{ reason }}){{ ' + ' if not loop.last }}{% endfor %} as n_all
    from papers
    group by city_id, year, scheme_id, evaluation_id
)

{%- for reason in reasons %}
select
    evaluations.city_id,
    evaluations.year,
    evaluations.scheme_id,
    true as is_official,
    evaluations.evaluation_id,
    '{{ reason }}' as reason,
    {{ loop.index }} as reason_order,
    {{ loop.index <= 5 }} as is_left_out,
    cast(coalesce(totals.n_{{ reason }}, 0) as bigint) as n_marks,
    cast(coalesce(totals.papers_{{ reason }}, 0) as bigint) as n_ballots,
    {{ ratio('totals.n_' ~ reason, 'totals.n_all') }} as share
from evaluations
left join totals
    on evaluations.city_id = totals.city_id
    and evaluations.year = totals.year
    and evaluations.scheme_id = totals.scheme_id
    and evaluations.evaluation_id = totals.evaluation_id
{{ 'union all' if not loop.last }}
{%- endfor %}
