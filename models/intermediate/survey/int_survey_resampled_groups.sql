-- A rater group's mean of one department in every replicate: sum(times x y)/sum(times) in whole billionths of a point,
-- exact; numbers stand for ballots and groups in that one great sum. Groups of which everybody answered keep their mean:
-- there is nobody else who could have (rules.md 8).
{%- set group_keys = ['city_id', 'year', 'scheme_id', 'evaluation_id', 'group_id', 'department_id'] %}
{%- set size = replicates_in_block() %}
with taking_part as (
    select
        rated.*,
        row_number() over (order by {% for key in group_keys %}rated.{{ key }}{{ ', ' if not loop.last }}{% endfor %}) as group_number
    from {{ ref('int_survey_groups') }} as rated
    inner join {{ ref('int_trust_partitions') }} as partitions
        on rated.city_id = partitions.city_id
        and rated.year = partitions.year
        and rated.scheme_id = partitions.scheme_id
        and partitions.is_changed
    where rated.is_taking_part
),

scores as (
    select
        taking_part.group_number,
        ballots.ballot_number,
        cast(cast({{ raw('counted.ballot_score') }} as decimal(38, 9)) * 1000000000 as bigint) as billionths
    from {{ ref('int_ballots_counted') }} as counted
    inner join taking_part
        on {% for key in group_keys %}counted.{{ key }} = taking_part.{{ key }} and {% endfor %}taking_part.unsampled_share > 0
    inner join {{ ref('int_ballot_multiplicities') }} as ballots
        on counted.city_id = ballots.city_id
        and counted.year = ballots.year
        and counted.scheme_id = ballots.scheme_id
        and counted.evaluation_id = ballots.evaluation_id
        and counted.ballot_id = ballots.ballot_id
        and ballots.block = 0
    where counted.ballot_score is not null
),

summed as (
    select
        scores.group_number,
        times.block,
        {%- for i in range(size) %}
        sum(times.times_{{ i }} * scores.billionths) as points_{{ i }},
        sum(times.times_{{ i }}) as n_{{ i }}{{ ',' if not loop.last }}
        {%- endfor %}
    from scores
    inner join {{ ref('int_ballot_multiplicities') }} as times on scores.ballot_number = times.ballot_number
    group by scores.group_number, times.block
),

resampled as (
    select
        summed.group_number,
        cast(summed.block * {{ size }} + places.number + 1 as integer) as draw,
        {%- for what in ['points', 'n'] %}
        case places.number{% for i in range(size) %} when {{ i }} then summed.{{ what }}_{{ i }}{% endfor %} end as {{ what }}{{ ',' if not loop.last }}
        {%- endfor %}
    from summed
    cross join ({{ numbers(size) }}) as places
)

select
    {% for key in group_keys %}taking_part.{{ key }}, {% endfor %}
    draws.draw,
    taking_part.group_weight,
    case
        when taking_part.unsampled_share > 0 then cast(resampled.points as double) / 1000000000 / nullif(cast(resampled.n as double), 0)
        else taking_part.mean_score
    end as mean_score
from taking_part
inner join {{ ref('int_draws') }} as draws
    on taking_part.city_id = draws.city_id
    and taking_part.year = draws.year
    and taking_part.scheme_id = draws.scheme_id
    and draws.kind = 'ballots'
left join resampled
    on taking_part.group_number = resampled.group_number and draws.draw = resampled.draw
