-- What each decision did to the grade in the official run: a veto or a bar limits the best grade allowed, the others move
-- the grade at their step of the trace. Of several overrides the last by (decided_on, decision_id) holds (rules.md 6).
with decided as (
    select
        decisions.*,
        runs.scheme_id,
        case kind
            when 'veto' then 1 when 'bar_from_excellent' then 1
            when 'downgrade' then 4 when 'promotion' then 5 when 'grade_override' then 6
        end as step,
        case
            when kind = 'grade_override' then last_value(decision_id) over (
                partition by decisions.city_id, decisions.year, department_id, kind
                order by decided_on, decision_id
                rows between unbounded preceding and unbounded following
            )
        end as last_override
    from {{ ref('stg_decisions') }} as decisions
    inner join {{ ref('int_runs') }} as runs
        on decisions.city_id = runs.city_id and decisions.year = runs.year and runs.is_official
    where kind in ('veto', 'bar_from_excellent', 'downgrade', 'promotion', 'grade_override')
),

limited as (
    select
        limits.city_id, limits.year, limits.scheme_id, limits.department_id,
        without.grade_id as grade_before,
        allowed.grade_id as grade_after
    from {{ ref('int_grade_limits') }} as limits
    inner join {{ ref('int_grades_ordered') }} as without
        on limits.scheme_id = without.scheme_id
        and greatest(limits.floor_order, limits.cap_order) = without.grade_order
    inner join {{ ref('int_grades_ordered') }} as allowed
        on limits.scheme_id = allowed.scheme_id and limits.best_allowed = allowed.grade_order
    where limits.draw = 0
)

select
    decided.city_id,
    decided.year,
    decided.scheme_id,
    decided.decision_id,
    decided.step,
    coalesce(steps.grade_before, limited.grade_before) as before_value,
    coalesce(steps.grade_after, limited.grade_after) as after_value,
    case when decided.last_override <> decided.decision_id then decided.last_override end as overruled_by
from decided
left join {{ ref('grade_trace') }} as steps
    on decided.city_id = steps.city_id
    and decided.year = steps.year
    and decided.scheme_id = steps.scheme_id
    and decided.department_id = steps.department_id
    and decided.step = steps.step
    and decided.step > 1
left join limited
    on decided.city_id = limited.city_id
    and decided.year = limited.year
    and decided.scheme_id = limited.scheme_id
    and decided.department_id = limited.department_id
    and decided.step = 1
