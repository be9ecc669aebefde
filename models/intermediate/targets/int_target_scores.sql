-- A target component's score: (1 - s) x result part + s x setting part. One target that blocks (unreported where the
-- scheme says missing) makes the component missing.
with results as (
    select
        achievement.city_id,
        achievement.year,
        achievement.scheme_id,
        achievement.department_id,
        achievement.component_id,
        count(*) as n_targets,
        sum(case when achievement.is_unreported then 1 else 0 end) as n_unreported,
        max(case when achievement.is_blocking then 1 else 0 end) = 1 as is_blocked,
        {{ ratio(
            'sum(' ~ exact('difficulty.weight_share * achievement.achievement * difficulty.difficulty') ~ ')',
            'sum(' ~ exact('difficulty.weight_share') ~ ')'
        ) }} as weighted_achievement
    from {{ ref('int_target_achievement') }} as achievement
    inner join {{ ref('int_target_difficulty') }} as difficulty
        on achievement.city_id = difficulty.city_id
        and achievement.year = difficulty.year
        and achievement.scheme_id = difficulty.scheme_id
        and achievement.target_id = difficulty.target_id
    group by
        achievement.city_id, achievement.year, achievement.scheme_id, achievement.department_id,
        achievement.component_id
)

select
    results.city_id,
    results.year,
    results.scheme_id,
    results.department_id,
    results.component_id,
    results.n_targets,
    results.n_unreported,
    least(settings.target_cap, results.weighted_achievement) as result_score,
    setting_scores.setting_score,
    case
        when results.is_blocked then null
        when setting_scores.setting_score is null then least(settings.target_cap, results.weighted_achievement)
        else
            (1 - settings.setting_share) * least(settings.target_cap, results.weighted_achievement)
            + settings.setting_share * setting_scores.setting_score
    end as score
from results
inner join {{ ref('int_component_settings') }} as settings
    on results.scheme_id = settings.scheme_id and results.component_id = settings.component_id
left join {{ ref('int_target_setting_scores') }} as setting_scores
    on results.city_id = setting_scores.city_id
    and results.year = setting_scores.year
    and results.scheme_id = setting_scores.scheme_id
    and results.department_id = setting_scores.department_id
    and results.component_id = setting_scores.component_id
