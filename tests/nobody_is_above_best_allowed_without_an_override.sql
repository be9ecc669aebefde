-- Floors, vetoes, bars, caps and the admonition line hold at every step up to promotion; only a grade_override (an upheld
-- appeal) may pass them, and then its decision exists (rules.md 6, Invariants).
with overridden as (
    select distinct runs.city_id, runs.year, runs.scheme_id, decisions.department_id, grades.grade_order
    from {{ ref('stg_decisions') }} as decisions
    inner join {{ ref('int_runs') }} as runs on decisions.city_id = runs.city_id and decisions.year = runs.year
    inner join {{ ref('int_grades_ordered') }} as grades
        on runs.scheme_id = grades.scheme_id and decisions.grade_id = grades.grade_id
    where decisions.kind = 'grade_override'
)

select
    grades.city_id,
    grades.year,
    grades.scheme_id,
    grades.draw,
    grades.department_id,
    grades.best_allowed,
    grades.order_by_rank,
    grades.order_after_downgrade,
    grades.order_after_promotion,
    grades.grade_order
from {{ ref('int_grades') }} as grades
left join overridden
    on grades.city_id = overridden.city_id
    and grades.year = overridden.year
    and grades.scheme_id = overridden.scheme_id
    and grades.department_id = overridden.department_id
    and grades.grade_order = overridden.grade_order
where
    grades.order_by_rank < grades.best_allowed
    or grades.order_after_downgrade < grades.best_allowed
    or grades.order_after_promotion < grades.best_allowed
    or (grades.grade_order < grades.best_allowed and overridden.department_id is null)
