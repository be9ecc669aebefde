-- DerSimonian-Laird shrinkage within category (research/scoring.md D3). The weights 1/v are taken relative to the
-- smallest v, which changes nothing in the formulas and keeps the exact sums inside their decimals.
with measured as (
    select
        city_id, year, scheme_id, evaluation_id, department_id, category_id, score, se,
        case when se > 0 then se * se end as v
    from {{ ref('int_survey_scores') }}
),

weighted as (
    select
        *,
        min(v) over (partition by city_id, year, scheme_id, evaluation_id, category_id) as v_category,
        min(v) over (partition by city_id, year, scheme_id, evaluation_id) as v_run
    from measured
),

{%- for level, keys in {'category': 'city_id, year, scheme_id, evaluation_id, category_id', 'run': 'city_id, year, scheme_id, evaluation_id'}.items() %}
{{ level }}_means as (
    select
        {{ keys }},
        count(v) as k,
        {{ ratio('sum(' ~ exact('v_' ~ level ~ ' / v * score') ~ ')', 'sum(' ~ exact('v_' ~ level ~ ' / v') ~ ')') }} as mu0,
        cast(sum({{ exact('v_' ~ level ~ ' / v') }}) as double) as w_sum,
        cast(sum({{ exact('v_' ~ level ~ ' / v * v_' ~ level ~ ' / v') }}) as double) as w_squares
    from weighted
    group by {{ keys }}
),

{{ level }}_tau as (
    select
        {% for key in keys.split(', ') %}means.{{ key }}, {% endfor %}
        means.k,
        greatest(0, (
            cast(sum({{ exact('weighted.v_' ~ level ~ ' / weighted.v * (weighted.score - means.mu0) * (weighted.score - means.mu0)') }}) as double)
            - (means.k - 1) * min(weighted.v_{{ level }})
        ) / nullif(means.w_sum - means.w_squares / nullif(means.w_sum, 0), 0)) as tau2
    from {{ level }}_means as means
    inner join weighted
        on {% for key in keys.split(', ') %}means.{{ key }} = weighted.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    where weighted.v is not null
    group by {% for key in keys.split(', ') %}means.{{ key }}, {% endfor %}means.k, means.w_sum, means.w_squares
),
{% endfor %}
with_tau as (
    select
        weighted.*,
        case when category_tau.k >= 4 then category_tau.tau2 else run_tau.tau2 end as tau2
    from weighted
    left join category_tau
        on weighted.city_id = category_tau.city_id and weighted.year = category_tau.year
        and weighted.scheme_id = category_tau.scheme_id and weighted.evaluation_id = category_tau.evaluation_id
        and weighted.category_id = category_tau.category_id
    left join run_tau
        on weighted.city_id = run_tau.city_id and weighted.year = run_tau.year
        and weighted.scheme_id = run_tau.scheme_id and weighted.evaluation_id = run_tau.evaluation_id
),

centred as (
    select
        city_id, year, scheme_id, evaluation_id, category_id,
        {{ ratio('sum(' ~ exact('(v_category + tau2) / (v + tau2) * score') ~ ')', 'sum(' ~ exact('(v_category + tau2) / (v + tau2)') ~ ')') }} as mu
    from with_tau
    group by city_id, year, scheme_id, evaluation_id, category_id
)

select
    with_tau.city_id,
    with_tau.year,
    with_tau.scheme_id,
    with_tau.evaluation_id,
    with_tau.department_id,
    case when with_tau.se = 0 then with_tau.score
        else (with_tau.tau2 * with_tau.score + with_tau.v * centred.mu) / (with_tau.tau2 + with_tau.v) end as shrunken_score,
    case when with_tau.se = 0 then 1 else with_tau.tau2 / (with_tau.tau2 + with_tau.v) end as reliability
from with_tau
inner join centred
    on with_tau.city_id = centred.city_id and with_tau.year = centred.year
    and with_tau.scheme_id = centred.scheme_id and with_tau.evaluation_id = centred.evaluation_id
    and with_tau.category_id = centred.category_id
