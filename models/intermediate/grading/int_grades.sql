-- Steps 5 and 6: promotion outside the quota, to the worse of the stated grade and best_allowed, if better than the
-- present; then an override by upheld appeal, even past best_allowed, the last by (decided_on, decision_id).
with decided as (
    select
        runs.scheme_id,
        decisions.city_id,
        decisions.year,
        decisions.department_id,
        decisions.kind,
        decisions.decision_id,
        grades.grade_order,
        row_number() over (
            partition by
                runs.scheme_id, decisions.city_id, decisions.year, decisions.department_id, decisions.kind
            order by decisions.decided_on desc, decisions.decision_id desc
        ) as from_last
    from {{ ref('stg_decisions') }} as decisions
    inner join {{ ref('int_runs') }} as runs on decisions.city_id = runs.city_id and decisions.year = runs.year
    inner join {{ ref('int_grades_ordered') }} as grades
        on runs.scheme_id = grades.scheme_id and decisions.grade_id = grades.grade_id
    where decisions.kind in ('promotion', 'grade_override')
),

by_department as (
    select
        scheme_id,
        city_id,
        year,
        department_id,
        min(case when kind = 'promotion' then grade_order end) as promoted_to,
        max(case when kind = 'grade_override' and from_last = 1 then grade_order end) as overridden_to,
        max(case when kind = 'grade_override' and from_last = 1 then decision_id end) as overridden_by
    from decided
    group by scheme_id, city_id, year, department_id
),

promoted as (
    select
        grades.*,
        by_department.promoted_to,
        by_department.overridden_to,
        by_department.overridden_by,
        least(grades.current_order, greatest(coalesce(by_department.promoted_to, grades.current_order), grades.best_allowed)) as order_after_promotion
    from {{ ref('int_grades_refilled') }} as grades
    left join by_department
        on grades.city_id = by_department.city_id
        and grades.year = by_department.year
        and grades.scheme_id = by_department.scheme_id
        and grades.department_id = by_department.department_id
)

select
    promoted.city_id,
    promoted.year,
    promoted.scheme_id,
    promoted.draw,
    promoted.department_id,
    promoted.category_id,
    promoted.best_allowed,
    promoted.steps,
    promoted.order_by_rank,
    promoted.current_order as order_after_downgrade,
    promoted.order_after_promotion,
    promoted.promoted_to,
    promoted.overridden_to,
    promoted.overridden_by,
    coalesce(promoted.overridden_to, promoted.order_after_promotion) as grade_order,
    by_rank.grade_id as grade_by_rank,
    final.grade_id
from promoted
inner join {{ ref('int_grades_ordered') }} as by_rank
    on promoted.scheme_id = by_rank.scheme_id and promoted.order_by_rank = by_rank.grade_order
inner join {{ ref('int_grades_ordered') }} as final
    on promoted.scheme_id = final.scheme_id
    and coalesce(promoted.overridden_to, promoted.order_after_promotion) = final.grade_order
