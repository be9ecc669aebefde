-- What is shown never gives a small cell away (screens.md, Roles): a cell shown has min_cell ballots, a cell not shown has no
-- number at all; and where a published total leaves something hidden, at least two of its parts are, with min_cell ballots
-- together. A score that rests on one group alone is its group, published or not. Judged against the ballots themselves.
with cells as (
    select
        'group' as what,
        shown.city_id, shown.year, shown.scheme_id, shown.evaluation_id,
        shown.department_id as part_of,
        shown.group_id as cell,
        shown.is_suppressed,
        shown.min_cell,
        coalesce(shown.n_ballots, shown.mean_score, shown.se, shown.interval_low, shown.interval_high, shown.difference, shown.difference_low) as number_shown,
        coalesce(rated.n_ballots, 0) as n,
        coalesce(rated.is_taking_part, false) and shown.group_weight > 0 as is_in_total
    from {{ ref('survey_group_results') }} as shown
    left join {{ ref('int_survey_groups') }} as rated
        on shown.city_id = rated.city_id
        and shown.year = rated.year
        and shown.scheme_id = rated.scheme_id
        and shown.evaluation_id = rated.evaluation_id
        and shown.department_id = rated.department_id
        and shown.group_id = rated.group_id
    union all
    select
        'channel',
        shown.city_id, shown.year, shown.scheme_id, shown.evaluation_id,
        '',
        shown.channel,
        shown.is_suppressed,
        shown.min_cell,
        coalesce(shown.n_ballots, shown.mean_score, shown.difference, shown.difference_se),
        counted.n,
        true
    from {{ ref('survey_channels') }} as shown
    inner join (
        select city_id, year, scheme_id, evaluation_id, channel, count(*) as n
        from {{ ref('int_ballots_summed') }}
        where n_departments > 0 and not is_removed
        group by city_id, year, scheme_id, evaluation_id, channel
    ) as counted
        on shown.city_id = counted.city_id
        and shown.year = counted.year
        and shown.scheme_id = counted.scheme_id
        and shown.evaluation_id = counted.evaluation_id
        and shown.channel = counted.channel
),

totals as (
    select
        *,
        sum(case when is_in_total then 1 else 0 end) over (partition by what, city_id, year, scheme_id, evaluation_id, part_of) as n_parts,
        sum(case when is_in_total and is_suppressed then 1 else 0 end) over (partition by what, city_id, year, scheme_id, evaluation_id, part_of) as n_hidden,
        sum(case when is_in_total and is_suppressed then n else 0 end) over (partition by what, city_id, year, scheme_id, evaluation_id, part_of) as n_ballots_hidden,
        sum(case when is_in_total then n else 0 end) over (partition by what, city_id, year, scheme_id, evaluation_id, part_of) as n_ballots_all
    from cells
)

select *
from totals
where
    (not is_suppressed and n > 0 and n < min_cell)
    or (is_suppressed and number_shown is not null)
    or (
        is_in_total and is_suppressed and n_parts > 1
        and (n_hidden < 2 or (n_ballots_hidden < min_cell and n_ballots_hidden < n_ballots_all))
    )
