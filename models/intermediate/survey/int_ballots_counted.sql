-- The funnel without the straight-lined ballots that the scheme removes.
{{ config(materialized='view') }}
select ballots.*
from {{ ref('int_ballot_scores') }} as ballots
left join {{ ref('int_ballots_straight_lined') }} as straight
    on ballots.city_id = straight.city_id
    and ballots.year = straight.year
    and ballots.scheme_id = straight.scheme_id
    and ballots.evaluation_id = straight.evaluation_id
    and ballots.ballot_id = straight.ballot_id
    and straight.is_removed
where straight.ballot_id is null
