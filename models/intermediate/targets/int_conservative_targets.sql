-- The targets a department is judged by, its own and those it had up to three years ago as whatever it then was: the
-- counted ones of the components this year's scheme looks at, whatever last year's scheme looked at.
-- 连续几年目标完成情况均超出20%以上，但当年目标仍低于上年实际
select
    forerunners.city_id,
    forerunners.year,
    runs.scheme_id,
    forerunners.department_id,
    forerunners.years_back,
    forerunners.year_then,
    forerunners.department_then,
    targets.target_id,
    targets.category_id,
    targets.component_id,
    targets.component_id = rules.key_component_id as is_key,
    targets.title,
    targets.measure_kind,
    targets.unit,
    targets.unit_kind,
    targets.dir,
    targets.indicator_id,
    targets.task_id,
    targets.last_actual,
    targets.target_value,
    targets.year_end_value,
    targets.weight_share,
    targets.difficulty_score,
    targets.delta,
    targets.achievement,
    targets.is_unreported,
    targets.has_any_report
from {{ ref('int_department_forerunners') }} as forerunners
inner join {{ ref('int_runs') }} as runs
    on forerunners.city_id = runs.city_id and forerunners.year = runs.year and runs.is_official
inner join {{ ref('int_conservative_rules') }} as rules on runs.scheme_id = rules.scheme_id
inner join {{ ref('int_targets_official') }} as targets
    on forerunners.city_id = targets.city_id
    and forerunners.year_then = targets.year
    and forerunners.department_then = targets.department_id
    and instr(rules.components_looked_at, ';' || targets.component_id || ';') > 0
