-- Among the departments of a category that neither a limit (best_allowed) nor a decision nor a refilled place touched, the
-- better total never has the worse grade (rules.md 6, Invariants). Equal totals may differ: the tie keys decide.
with untouched as (
    select
        grades.city_id,
        grades.year,
        grades.scheme_id,
        grades.draw,
        grades.category_id,
        grades.department_id,
        grades.grade_order,
        limits.total
    from {{ ref('int_grades') }} as grades
    inner join {{ ref('int_grade_limits') }} as limits
        on grades.city_id = limits.city_id
        and grades.year = limits.year
        and grades.scheme_id = limits.scheme_id
        and grades.draw = limits.draw
        and grades.department_id = limits.department_id
    where
        grades.best_allowed = 1
        and grades.steps = 0
        and grades.grade_order = grades.order_by_rank
        and grades.order_after_promotion = grades.order_by_rank
        and grades.order_after_downgrade = grades.order_by_rank
),

-- the best total of each grade; a department fails if a worse grade than its own has a better total
best_of_worse as (
    select
        *,
        max(total) over (
            partition by city_id, year, scheme_id, draw, category_id
            order by grade_order desc
            range between unbounded preceding and 1 preceding
        ) as best_total_of_worse_grades
    from untouched
)

select city_id, year, scheme_id, draw, category_id, department_id, grade_order, total, best_total_of_worse_grades
from best_of_worse
where best_total_of_worse_grades > total
