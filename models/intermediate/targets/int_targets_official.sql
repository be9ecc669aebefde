-- The counted targets of each year's official run, with all that evidence about how they were set is drawn from.
-- 考评各部门年初目标制订的态度、水平
select
    versions.city_id,
    versions.year,
    versions.scheme_id,
    versions.target_id,
    versions.department_id,
    versions.category_id,
    versions.component_id,
    versions.round,
    versions.title,
    versions.measure_kind,
    versions.unit,
    versions.unit_kind,
    versions.dir,
    versions.indicator_id,
    versions.task_id,
    versions.last_actual,
    versions.target_value,
    versions.weight,
    versions.due_on,
    difficulty.weight_share,
    difficulty.difficulty_score,
    difficulty.delta,
    achievement.floor_anchor,
    achievement.achievement,
    achievement.is_unreported,
    achievement.has_any_report,
    case when versions.measure_kind = 'quantity' then achievement.last_value end as year_end_value
from {{ ref('int_targets_versions') }} as versions
inner join {{ ref('int_target_difficulty') }} as difficulty
    on versions.city_id = difficulty.city_id
    and versions.year = difficulty.year
    and versions.scheme_id = difficulty.scheme_id
    and versions.target_id = difficulty.target_id
inner join {{ ref('int_target_achievement') }} as achievement
    on versions.city_id = achievement.city_id
    and versions.year = achievement.year
    and versions.scheme_id = achievement.scheme_id
    and versions.target_id = achievement.target_id
where versions.is_official and versions.is_counted
