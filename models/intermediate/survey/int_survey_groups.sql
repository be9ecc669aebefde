-- One rater group's opinion of one department: n ballots, mean m, variance s2, and whether the group takes part.
with means as (
    select
        city_id,
        year,
        scheme_id,
        evaluation_id,
        group_id,
        department_id,
        count(ballot_score) as n_ballots,
        sum(n_marks) as n_marks,
        sum(n_dont_know) as n_dont_know,
        sum(n_satisfied) as n_satisfied,
        sum(n_top) as n_top,
        {{ ratio('sum(' ~ raw('ballot_score') ~ ')', 'count(ballot_score)') }} as mean_score,
        {{ ratio('sum(' ~ raw('ballot_score_low') ~ ')', 'count(ballot_score_low)') }} as mean_low,
        {{ ratio('sum(' ~ raw('ballot_score_high') ~ ')', 'count(ballot_score_high)') }} as mean_high
    from {{ ref('int_ballots_counted') }}
    group by city_id, year, scheme_id, evaluation_id, group_id, department_id
),

squares as (
    select
        ballots.city_id,
        ballots.year,
        ballots.scheme_id,
        ballots.evaluation_id,
        ballots.group_id,
        ballots.department_id,
        sum({{ raw('(ballots.ballot_score - means.mean_score) * (ballots.ballot_score - means.mean_score)') }}) as square_sum
    from {{ ref('int_ballots_counted') }} as ballots
    inner join means
        on ballots.city_id = means.city_id
        and ballots.year = means.year
        and ballots.scheme_id = means.scheme_id
        and ballots.evaluation_id = means.evaluation_id
        and ballots.group_id = means.group_id
        and ballots.department_id = means.department_id
    group by
        ballots.city_id, ballots.year, ballots.scheme_id, ballots.evaluation_id, ballots.group_id, ballots.department_id
)

select
    means.city_id,
    means.year,
    means.scheme_id,
    means.evaluation_id,
    means.group_id,
    means.department_id,
    groups.weight as group_weight,
    coalesce(frames.population, groups.population) as population,
    means.n_ballots,
    means.n_marks,
    means.n_dont_know,
    means.n_satisfied,
    means.n_top,
    means.mean_score,
    means.mean_low,
    means.mean_high,
    {{ ratio('squares.square_sum', 'means.n_ballots - 1') }} as variance,
    case
        when coalesce(frames.population, groups.population) is null then 1
        when means.n_ballots >= coalesce(frames.population, groups.population) then 0
        else 1 - {{ ratio('means.n_ballots', 'coalesce(frames.population, groups.population)') }}
    end as unsampled_share,
    means.n_ballots >= greatest(coalesce(groups.min_ballots, 1), 1) as is_taking_part
from means
inner join squares
    on means.city_id = squares.city_id
    and means.year = squares.year
    and means.scheme_id = squares.scheme_id
    and means.evaluation_id = squares.evaluation_id
    and means.group_id = squares.group_id
    and means.department_id = squares.department_id
inner join {{ ref('rater_groups') }} as groups
    on means.scheme_id = groups.scheme_id
    and means.evaluation_id = groups.evaluation_id
    and means.group_id = groups.group_id
left join {{ ref('stg_survey_frames') }} as frames
    on means.city_id = frames.city_id
    and means.year = frames.year
    and means.evaluation_id = frames.evaluation_id
    and means.group_id = frames.group_id
