-- The funnel: what one ballot says of one department, the items weighted (rules.md 2). The only big table.
-- A don't-know has no points; with the bounds it takes the scale's lowest and highest.
with screened as (
    select
        marks.*,
        scales.lowest_points,
        scales.highest_points
    from {{ ref('int_marks_screened') }} as marks
    inner join {{ ref('int_evaluation_scales') }} as scales
        on marks.scheme_id = scales.scheme_id and marks.evaluation_id = scales.evaluation_id
    left join {{ ref('int_ballots_straight_lined') }} as straight
        on marks.city_id = straight.city_id
        and marks.year = straight.year
        and marks.scheme_id = straight.scheme_id
        and marks.evaluation_id = straight.evaluation_id
        and marks.ballot_id = straight.ballot_id
        and straight.is_removed
    where marks.reason is null and straight.ballot_id is null
),

summed as (
    select
        city_id,
        year,
        scheme_id,
        evaluation_id,
        group_id,
        ballot_id,
        department_id,
        count(points) as n_marks,
        count(*) - count(points) as n_dont_know,
        sum(case when points is not null and is_satisfied then 1 else 0 end) as n_satisfied,
        sum(case when points = highest_points then 1 else 0 end) as n_top,
        sum({{ raw('item_weight * points') }}) as weighted_points,
        sum(case when points is not null then {{ raw('item_weight') }} end) as weight_counted,
        sum({{ raw('item_weight * coalesce(points, lowest_points)') }}) as weighted_lowest,
        sum({{ raw('item_weight * coalesce(points, highest_points)') }}) as weighted_highest,
        sum({{ raw('item_weight') }}) as weight_all
    from screened
    group by city_id, year, scheme_id, evaluation_id, group_id, ballot_id, department_id
)

select
    city_id,
    year,
    scheme_id,
    evaluation_id,
    group_id,
    ballot_id,
    department_id,
    n_marks,
    n_dont_know,
    n_satisfied,
    n_top,
    {{ ratio('weighted_points', 'weight_counted') }} as ballot_score,
    {{ ratio('weighted_lowest', 'weight_all') }} as ballot_score_low,
    {{ ratio('weighted_highest', 'weight_all') }} as ballot_score_high
from summed
