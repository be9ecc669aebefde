-- Every target whose component the scheme has: how far it was met, how hard it was, and why it does not count.
select
    versions.city_id,
    versions.year,
    versions.scheme_id,
    versions.is_official,
    versions.target_id,
    versions.department_id,
    versions.category_id,
    versions.component_id,
    versions.round,
    versions.title,
    versions.measure_kind,
    versions.unit,
    versions.indicator_id,
    versions.task_id,
    case
        when not versions.is_approved then 'not_approved'
        when versions.is_not_applicable then 'not_applicable'
        when achievement.is_unreported then 'unreported'
        else 'scored'
    end as status,
    versions.last_actual,
    achievement.floor_anchor as floor_value,
    versions.target_value,
    achievement.stretch_anchor as stretch_value,
    achievement.last_value as year_end_value,
    achievement.achievement,
    difficulty.difficulty_score,
    difficulty.delta,
    difficulty.difficulty,
    versions.weight,
    difficulty.weight_share,
    versions.due_on,
    achievement.completed_on
from {{ ref('int_targets_versions') }} as versions
left join {{ ref('int_target_achievement') }} as achievement
    on versions.city_id = achievement.city_id
    and versions.year = achievement.year
    and versions.scheme_id = achievement.scheme_id
    and versions.target_id = achievement.target_id
left join {{ ref('int_target_difficulty') }} as difficulty
    on versions.city_id = difficulty.city_id
    and versions.year = difficulty.year
    and versions.scheme_id = difficulty.scheme_id
    and versions.target_id = difficulty.target_id
