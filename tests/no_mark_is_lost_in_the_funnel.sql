-- Every mark in the lake on a ballot of an evaluation that the run's scheme has is counted, a don't-know, or screened out
-- for one reason: lake rows = the sum over the funnel, per run and evaluation (rules.md 2).
with ballots as (
    select
        runs.city_id,
        runs.year,
        runs.scheme_id,
        ballots.evaluation_id,
        ballots.ballot_id
    from {{ ref('stg_ballots') }} as ballots
    inner join {{ ref('int_runs') }} as runs on ballots.city_id = runs.city_id and ballots.year = runs.year
    inner join {{ ref('int_component_tree') }} as tree
        on runs.scheme_id = tree.scheme_id and ballots.evaluation_id = tree.component_id and tree.method = 'survey'
),

marks as (
    select city_id, year, ballot_id, count(*) as n_marks
    from {{ ref('stg_marks') }}
    group by city_id, year, ballot_id
),

in_lake as (
    select ballots.city_id, ballots.year, ballots.scheme_id, ballots.evaluation_id, sum(marks.n_marks) as n_marks
    from ballots
    inner join marks
        on ballots.city_id = marks.city_id and ballots.year = marks.year and ballots.ballot_id = marks.ballot_id
    group by ballots.city_id, ballots.year, ballots.scheme_id, ballots.evaluation_id
),

in_funnel as (
    select
        city_id, year, scheme_id, evaluation_id,
        sum(n_marks + n_dont_know + n_duplicate + n_unknown_option + n_unknown_item + n_group_not_in_scheme) as n_marks
    from {{ ref('int_ballot_scores') }}
    group by city_id, year, scheme_id, evaluation_id
)

select
    coalesce(in_lake.city_id, in_funnel.city_id) as city_id,
    coalesce(in_lake.year, in_funnel.year) as year,
    coalesce(in_lake.scheme_id, in_funnel.scheme_id) as scheme_id,
    coalesce(in_lake.evaluation_id, in_funnel.evaluation_id) as evaluation_id,
    in_lake.n_marks as n_in_lake,
    in_funnel.n_marks as n_in_funnel
from in_lake
full outer join in_funnel
    on in_lake.city_id = in_funnel.city_id
    and in_lake.year = in_funnel.year
    and in_lake.scheme_id = in_funnel.scheme_id
    and in_lake.evaluation_id = in_funnel.evaluation_id
where coalesce(in_lake.n_marks, -1) <> coalesce(in_funnel.n_marks, -1)
