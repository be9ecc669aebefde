-- Difficulty delta from the reviewers' median, and delta* = delta over its weighted mean in the run, category and
-- component, so that difficulty redistributes and never inflates. w is the target's part of its department's weights.
-- 难度系数大不大
with reviewed as (
    select
        versions.city_id,
        versions.year,
        versions.scheme_id,
        versions.target_id,
        median(reviews.score) as difficulty_score
    from {{ ref('int_targets_versions') }} as versions
    inner join {{ ref('stg_target_reviews') }} as reviews
        on versions.city_id = reviews.city_id
        and versions.year = reviews.year
        and versions.target_id = reviews.target_id
        and versions.round = reviews.round
    where reviews.criterion_id = 'difficulty'
    group by versions.city_id, versions.year, versions.scheme_id, versions.target_id
),

weighed as (
    select
        versions.city_id,
        versions.year,
        versions.scheme_id,
        versions.target_id,
        versions.department_id,
        versions.category_id,
        versions.component_id,
        reviewed.difficulty_score,
        {{ ratio('versions.weight', 'sum(' ~ exact('versions.weight') ~ ') over (partition by versions.city_id, versions.year, versions.scheme_id, versions.department_id, versions.component_id)') }} as weight_share,
        case
            when reviewed.difficulty_score is null then 1
            else least(1 + settings.difficulty_span, greatest(
                1 - settings.difficulty_span,
                1 + settings.difficulty_span * (reviewed.difficulty_score - 50) / 50
            ))
        end as delta
    from {{ ref('int_targets_versions') }} as versions
    inner join {{ ref('int_component_settings') }} as settings
        on versions.scheme_id = settings.scheme_id and versions.component_id = settings.component_id
    left join reviewed
        on versions.city_id = reviewed.city_id
        and versions.year = reviewed.year
        and versions.scheme_id = reviewed.scheme_id
        and versions.target_id = reviewed.target_id
    where versions.is_counted
),

levelled as (
    select
        city_id,
        year,
        scheme_id,
        category_id,
        component_id,
        {{ ratio('sum(' ~ exact('weight_share * delta') ~ ')', 'sum(' ~ exact('weight_share') ~ ')') }} as mean_delta
    from weighed
    group by city_id, year, scheme_id, category_id, component_id
)

select
    weighed.city_id,
    weighed.year,
    weighed.scheme_id,
    weighed.target_id,
    weighed.department_id,
    weighed.component_id,
    weighed.difficulty_score,
    weighed.weight_share,
    weighed.delta,
    weighed.delta / levelled.mean_delta as difficulty
from weighed
inner join levelled
    on weighed.city_id = levelled.city_id
    and weighed.year = levelled.year
    and weighed.scheme_id = levelled.scheme_id
    and weighed.category_id = levelled.category_id
    and weighed.component_id = levelled.component_id
