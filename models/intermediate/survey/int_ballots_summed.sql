-- depends_on: {{ ref('int_ballot_partitions') }}
-- A ballot paper of an official run as one row: what became of its marks, and how far above or below the other raters of
-- its group it stands on the departments it rated. One pass over the funnel for everything that is said about ballots;
-- kept by city-year, since past years' papers do not change.
{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{% if is_incremental() %}delete from {{ this }} where fingerprint not in (select fingerprint from {{ ref('int_ballot_partitions') }}){% endif %}"
) }}
{%- set reasons = ['n_duplicate', 'n_unknown_option', 'n_unknown_item', 'n_group_not_in_scheme', 'n_marks', 'n_dont_know'] %}
with partitions as (
    select city_id, year, scheme_id, fingerprint
    from {{ ref('int_ballot_partitions') }}
    {% if is_incremental() %}where fingerprint not in (select distinct fingerprint from {{ this }}){% endif %}
),

summed as (
    select
        ballots.city_id,
        ballots.year,
        ballots.scheme_id,
        ballots.evaluation_id,
        ballots.ballot_id,
        {%- for reason in reasons %}
        sum(ballots.{{ reason }}) as {{ reason }},
        {%- endfor %}
        count(ballots.ballot_score) as n_departments,
        sum({{ raw('ballots.ballot_score') }}) as score_sum,
        sum({{ raw('ballots.ballot_score - groups.mean_score') }}) as above_sum,
        count(groups.mean_score) as n_compared
    from {{ ref('int_ballot_scores') }} as ballots
    inner join partitions
        on ballots.city_id = partitions.city_id
        and ballots.year = partitions.year
        and ballots.scheme_id = partitions.scheme_id
    left join {{ ref('int_survey_groups') }} as groups
        on ballots.city_id = groups.city_id
        and ballots.year = groups.year
        and ballots.scheme_id = groups.scheme_id
        and ballots.evaluation_id = groups.evaluation_id
        and ballots.group_id = groups.group_id
        and ballots.department_id = groups.department_id
        and ballots.ballot_score is not null
    group by ballots.city_id, ballots.year, ballots.scheme_id, ballots.evaluation_id, ballots.ballot_id
)

select
    partitions.city_id,
    partitions.year,
    partitions.scheme_id,
    partitions.fingerprint,
    papers.evaluation_id,
    papers.group_id,
    papers.ballot_id,
    coalesce(papers.channel, 'not_given') as channel,
    cast(papers.submitted_at as date) as submitted_on,
    {%- for reason in reasons %}
    coalesce(summed.{{ reason }}, 0) as {{ reason }},
    {%- endfor %}
    coalesce(summed.n_departments, 0) as n_departments,
    straight.ballot_id is not null as is_straight_lined,
    coalesce(straight.is_removed, false) as is_removed,
    {{ ratio('summed.score_sum', 'summed.n_departments') }} as mean_score,
    {{ ratio('summed.above_sum', 'summed.n_compared') }} as above_others
from {{ ref('stg_ballots') }} as papers
inner join partitions on papers.city_id = partitions.city_id and papers.year = partitions.year
inner join {{ ref('int_evaluation_scales') }} as scales
    on partitions.scheme_id = scales.scheme_id and papers.evaluation_id = scales.evaluation_id
{%- for name, relation in [('summed', 'summed'), ('straight', ref('int_ballots_straight_lined'))] %}
left join {{ relation }} as {{ name }}
    on partitions.city_id = {{ name }}.city_id
    and partitions.year = {{ name }}.year
    and partitions.scheme_id = {{ name }}.scheme_id
    and papers.evaluation_id = {{ name }}.evaluation_id
    and papers.ballot_id = {{ name }}.ballot_id
{%- endfor %}
