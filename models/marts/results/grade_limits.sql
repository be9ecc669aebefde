-- Every reason that closes a better grade to a department: veto, bar, admonition line, floors and caps, each with the grade
-- it leaves and its clause, also where it stops short of admonition. 一票否决、不得评优、等次上限
select
    limits.city_id,
    limits.year,
    limits.scheme_id,
    runs.is_official,
    limits.department_id,
    graded.category_id,
    limits.kind,
    limits.object_id,
    best.grade_id as best_grade_id,
    best.is_admonition,
    limits.order_left = graded.best_allowed as is_tightest,
    limits.text_zh as reason_zh,
    limits.text_en as reason_en,
    limits.clause,
    limits.evidence_zh,
    limits.evidence_en
from {{ ref('int_grade_limit_reasons') }} as limits
inner join {{ ref('int_runs') }} as runs
    on limits.city_id = runs.city_id and limits.year = runs.year and limits.scheme_id = runs.scheme_id
inner join {{ ref('int_grades') }} as graded
    on limits.city_id = graded.city_id
    and limits.year = graded.year
    and limits.scheme_id = graded.scheme_id
    and limits.department_id = graded.department_id
    and graded.draw = 0
inner join {{ ref('int_grades_ordered') }} as best
    on limits.scheme_id = best.scheme_id and limits.order_left = best.grade_order
