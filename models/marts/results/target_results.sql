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
    achievement.completed_on,
    case when versions.measure_kind = 'quantity' then case versions.dir when -1 then 'down' else 'up' end end as direction,
    versions.unit_kind,
    versions.is_all_or_nothing,
    versions.floor_value is null and achievement.floor_anchor is not null as is_floor_default,
    versions.stretch_value is null and achievement.stretch_anchor is not null as is_stretch_default,
    achievement.stretch_bonus,
    cast(achievement.n_reports as bigint) as n_reports,
    cast(achievement.n_assessors as bigint) as n_assessors,
    achievement.judged_by,
    cast(achievement.days_late as bigint) as days_late,
    difficulty.weight_share * achievement.achievement * difficulty.difficulty as result_part,
    case when achievement.achievement < 100 then 100 - achievement.achievement when achievement.achievement >= 100 then 0 end
    * difficulty.weight_share * difficulty.difficulty as result_lost,
    unreported.unreported_reason,
    unreported.unreported_reason_zh,
    unreported.unreported_reason_en
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
left join {{ ref('int_targets_unreported') }} as unreported
    on versions.city_id = unreported.city_id
    and versions.year = unreported.year
    and versions.scheme_id = unreported.scheme_id
    and versions.target_id = unreported.target_id
