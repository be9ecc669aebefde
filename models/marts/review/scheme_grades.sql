-- The grades of a scheme, best first, with their quota, floor and clause.
select
    ordered.scheme_id,
    ordered.grade_id,
    grades.name_zh,
    grades.name_en,
    ordered.grade_order,
    ordered.quota_num,
    ordered.quota_den,
    grades.floor,
    grades.clause,
    grades.basis,
    ordered.is_quota,
    ordered.is_pass,
    ordered.is_admonition
from {{ ref('int_grades_ordered') }} as ordered
inner join {{ ref('grades') }} as grades
    on ordered.scheme_id = grades.scheme_id and ordered.grade_id = grades.grade_id
