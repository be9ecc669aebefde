-- Every ballot paper of an evaluation that a run's scheme knows, with the scale of that evaluation and whether the
-- scheme knows the rater group.
{{ config(materialized='view') }}
select
    partitions.city_id,
    partitions.year,
    partitions.scheme_id,
    partitions.fingerprint,
    ballots.ballot_id,
    ballots.evaluation_id,
    ballots.group_id,
    scales.mark_mode,
    scales.rank_step,
    scales.lowest_points,
    scales.highest_points,
    scales.known_items,
    scales.known_options,
    groups.group_id is not null as is_known_group
from {{ ref('stg_ballots') }} as ballots
inner join {{ ref('int_funnel_partitions') }} as partitions
    on ballots.city_id = partitions.city_id and ballots.year = partitions.year
inner join {{ ref('int_evaluation_scales') }} as scales
    on partitions.scheme_id = scales.scheme_id and ballots.evaluation_id = scales.evaluation_id
left join {{ ref('rater_groups') }} as groups
    on partitions.scheme_id = groups.scheme_id
    and ballots.evaluation_id = groups.evaluation_id
    and ballots.group_id = groups.group_id
where partitions.is_changed
