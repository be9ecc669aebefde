-- depends_on: {{ ref('int_funnel_partitions') }}
-- The funnel: what one ballot says of one department, the items weighted, the screening counted by its first reason
-- (rules.md 2). The only big table, kept by partition: only partitions whose fingerprint changed are computed, those
-- that are gone are deleted. A don't-know has no points; with the bounds it takes the scale's ends.
{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='append',
    pre_hook="{% if is_incremental() %}delete from {{ this }} where fingerprint not in (select fingerprint from {{ ref('int_funnel_partitions') }}){% endif %}"
) }}
with looked_up as (
    select
        ballots.*,
        marks.department_id,
        marks.option_id,
        rules.item_weight,
        rules.is_satisfied,
        case
            when rules.option_id is null then greatest(0, 100 - ballots.rank_step * (try_cast(marks.option_id as integer) - 1))
            else rules.points
        end as points,
        case
            when copies.source_row is not null then 'duplicate'
            when rules.item_id is not null and ballots.is_known_group then 'none'
            when rules.item_id is not null then 'group_not_in_scheme'
            when position(';' || marks.option_id || ';' in ballots.known_options) = 0 and not (
                ballots.mark_mode = 'rank' and coalesce({{ is_rank('marks.option_id') }}, false)
            ) then 'unknown_option'
            else 'unknown_item'
        end as reason
    from {{ ref('stg_marks') }} as marks
    inner join {{ ref('int_ballots_in_runs') }} as ballots
        on marks.city_id = ballots.city_id and marks.year = ballots.year and marks.ballot_id = ballots.ballot_id
    left join {{ ref('int_survey_rules') }} as rules
        on ballots.scheme_id = rules.scheme_id
        and ballots.evaluation_id = rules.evaluation_id
        and marks.item_id = rules.item_id
        and coalesce(rules.option_id, '') = case
            when ballots.mark_mode = 'rank' and {{ is_rank('marks.option_id') }} then '' else marks.option_id
        end
    left join {{ ref('int_marks_duplicated') }} as copies
        on marks.city_id = copies.city_id
        and marks.year = copies.year
        and marks.source_file = copies.source_file
        and marks.source_row = copies.source_row
),

summed as (
    select
        city_id,
        year,
        scheme_id,
        fingerprint,
        evaluation_id,
        group_id,
        ballot_id,
        department_id,
        {%- for reason in ['duplicate', 'unknown_option', 'unknown_item', 'group_not_in_scheme'] %}
        sum(case when reason = '{{ reason }}' then 1 else 0 end) as n_{{ reason }},
        {%- endfor %}
        {%- set counted = "reason = 'none' and points is not null" %}
        sum(case when {{ counted }} then 1 else 0 end) as n_marks,
        sum(case when reason = 'none' and points is null then 1 else 0 end) as n_dont_know,
        sum(case when {{ counted }} and is_satisfied then 1 else 0 end) as n_satisfied,
        sum(case when {{ counted }} and points = highest_points then 1 else 0 end) as n_top,
        min(case when {{ counted }} then option_id end) as first_option,
        max(case when {{ counted }} then option_id end) as last_option,
        sum(case when {{ counted }} then {{ raw('item_weight * points') }} end) as weighted_points,
        sum(case when {{ counted }} then {{ raw('item_weight') }} end) as weight_counted,
        sum(case when reason = 'none' then {{ raw('item_weight * coalesce(points, lowest_points)') }} end) as weighted_low,
        sum(case when reason = 'none' then {{ raw('item_weight * coalesce(points, highest_points)') }} end) as weighted_high,
        sum(case when reason = 'none' then {{ raw('item_weight') }} end) as weight_all
    from looked_up
    group by city_id, year, scheme_id, fingerprint, evaluation_id, group_id, ballot_id, department_id
)

select
    city_id, year, scheme_id, fingerprint, evaluation_id, group_id, ballot_id, department_id,
    n_duplicate, n_unknown_option, n_unknown_item, n_group_not_in_scheme,
    n_marks, n_dont_know, n_satisfied, n_top, first_option, last_option,
    {{ ratio('weighted_points', 'weight_counted') }} as ballot_score,
    {{ ratio('weighted_low', 'weight_all') }} as ballot_score_low,
    {{ ratio('weighted_high', 'weight_all') }} as ballot_score_high
from summed
