-- depends_on: {{ ref('int_ballot_partitions') }}
-- A rater group's opinion of one department, looked at in two other ways: without the leniency of whoever happened to rate
-- it (voter + department by alternating means, a few sweeps; where everybody rated everything it cancels), and with the
-- straight-lined ballots treated the other way round. The score itself stays as the scheme says. Kept by city-year.
{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{% if is_incremental() %}delete from {{ this }} where fingerprint not in (select fingerprint from {{ ref('int_ballot_partitions') }}){% endif %}"
) }}
{%- set keys = ['city_id', 'year', 'scheme_id', 'fingerprint', 'evaluation_id', 'group_id', 'department_id'] %}
{%- set sweeps = 3 %}
with ballots as (
    select
        summed.*,
        row_number() over (order by summed.city_id, summed.year, summed.scheme_id, summed.evaluation_id, summed.ballot_id) as ballot_number
    from {{ ref('int_ballots_summed') }} as summed
    where
        summed.n_departments > 0
        {% if is_incremental() %}and summed.fingerprint not in (select distinct fingerprint from {{ this }}){% endif %}
),

marked as (
    select
        ballots.{{ keys[:-1] | join(', ballots.') }},
        funnel.department_id,
        ballots.ballot_number,
        ballots.is_removed,
        ballots.is_straight_lined,
        {{ raw('funnel.ballot_score') }} as score
    from {{ ref('int_ballot_scores') }} as funnel
    inner join ballots
        on funnel.city_id = ballots.city_id
        and funnel.year = ballots.year
        and funnel.scheme_id = ballots.scheme_id
        and funnel.evaluation_id = ballots.evaluation_id
        and funnel.ballot_id = ballots.ballot_id
    where funnel.ballot_score is not null
),

cells as (
    select
        {{ keys | join(', ') }},
        row_number() over (order by {{ keys | join(', ') }}) as cell_number,
        sum(case when not is_removed then 1 else 0 end) as n_ballots,
        sum(case when is_straight_lined then 1 else 0 end) as n_straight_lined,
        sum(case when is_removed or not is_straight_lined then 1 else 0 end) as n_otherwise,
        {{ ratio('sum(case when is_removed or not is_straight_lined then score end)', 'sum(case when is_removed or not is_straight_lined then 1 end)') }} as mean_otherwise,
        {{ ratio('sum(case when not is_removed then score end)', 'sum(case when not is_removed then 1 end)') }} as mean_score
    from marked
    group by {{ keys | join(', ') }}
),

scores as (
    select marked.ballot_number, cells.cell_number, marked.score
    from marked
    inner join cells on {% for key in keys if key != 'fingerprint' %}marked.{{ key }} = cells.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    where not marked.is_removed
),

departments_0 as (select cell_number, mean_score as mean from cells),

{%- for sweep in range(sweeps) %}
raters_{{ sweep }} as (
    select scores.ballot_number, {{ ratio('sum(scores.score - ' ~ raw('departments.mean') ~ ')', 'count(*)') }} as leniency
    from scores
    inner join departments_{{ sweep }} as departments on scores.cell_number = departments.cell_number
    group by scores.ballot_number
),

departments_{{ sweep + 1 }} as (
    select scores.cell_number, {{ ratio('sum(scores.score - ' ~ raw('raters.leniency') ~ ')', 'count(*)') }} as mean
    from scores
    inner join raters_{{ sweep }} as raters on scores.ballot_number = raters.ballot_number
    group by scores.cell_number
),
{%- endfor %}

-- leniency is free up to a constant: the group's mean over all its ballots stays what it was
levels as (
    select
        {% for key in keys[:-1] %}cells.{{ key }}, {% endfor %}{{ ratio('sum(' ~ exact('cells.n_ballots * (cells.mean_score - departments.mean)') ~ ')', 'sum(cells.n_ballots)') }} as level
    from cells
    inner join departments_{{ sweeps }} as departments on cells.cell_number = departments.cell_number
    group by {% for key in keys[:-1] %}cells.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
)

select
    {% for key in keys %}cells.{{ key }}, {% endfor %}
    cells.n_ballots,
    cells.n_straight_lined,
    cells.n_otherwise,
    cells.mean_score,
    cells.mean_otherwise,
    departments.mean + levels.level as mean_without_leniency,
    abs(departments.mean - before.mean) as last_step
from cells
left join departments_{{ sweeps }} as departments on cells.cell_number = departments.cell_number
left join departments_{{ sweeps - 1 }} as before on cells.cell_number = before.cell_number
left join levels on {% for key in keys[:-1] %}cells.{{ key }} = levels.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
