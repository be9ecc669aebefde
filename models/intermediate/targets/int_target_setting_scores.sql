-- Setting part q: how the targets were set, judged first at year end (年终考评首先考评各部门年初目标制订的态度、水平).
-- Per criterion the weight-averaged median review score of the approved round, then the criteria's weighted mean.
with medians as (
    select
        difficulty.city_id,
        difficulty.year,
        difficulty.scheme_id,
        difficulty.department_id,
        difficulty.component_id,
        difficulty.target_id,
        difficulty.weight_share,
        reviews.criterion_id,
        median(reviews.score) as review_score
    from {{ ref('int_target_difficulty') }} as difficulty
    inner join {{ ref('int_targets_versions') }} as versions
        on difficulty.city_id = versions.city_id
        and difficulty.year = versions.year
        and difficulty.scheme_id = versions.scheme_id
        and difficulty.target_id = versions.target_id
    inner join {{ ref('stg_target_reviews') }} as reviews
        on versions.city_id = reviews.city_id
        and versions.year = reviews.year
        and versions.target_id = reviews.target_id
        and versions.round = reviews.round
    group by
        difficulty.city_id, difficulty.year, difficulty.scheme_id, difficulty.department_id, difficulty.component_id,
        difficulty.target_id, difficulty.weight_share, reviews.criterion_id
),

by_criterion as (
    select
        city_id,
        year,
        scheme_id,
        department_id,
        component_id,
        criterion_id,
        {{ ratio('sum(' ~ exact('weight_share * review_score') ~ ')', 'sum(' ~ exact('weight_share') ~ ')') }} as criterion_score
    from medians
    group by city_id, year, scheme_id, department_id, component_id, criterion_id
)

select
    by_criterion.city_id,
    by_criterion.year,
    by_criterion.scheme_id,
    by_criterion.department_id,
    by_criterion.component_id,
    {{ ratio('sum(' ~ exact('criteria.weight * by_criterion.criterion_score') ~ ')', 'sum(' ~ exact('criteria.weight') ~ ')') }} as setting_score
from by_criterion
inner join {{ ref('setting_criteria') }} as criteria
    on by_criterion.scheme_id = criteria.scheme_id and by_criterion.criterion_id = criteria.criterion_id
group by
    by_criterion.city_id, by_criterion.year, by_criterion.scheme_id, by_criterion.department_id, by_criterion.component_id
