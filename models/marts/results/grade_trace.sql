-- Every step from the best grade allowed to the grade given, with its clause, its evidence and its reason in both languages:
-- replaying grade_after of the steps in order gives grade_id. 评定有依据
{%- set department = ['city_id', 'year', 'scheme_id', 'department_id'] %}
with departments as (
    select {{ department | join(', ') }}, category_id
    from {{ ref('int_grades') }}
    where draw = 0
),

reasons as (
    {%- for step, model in [(1, 'int_grade_reasons_best_allowed'), (3, 'int_grade_reasons_fill'), (4, 'int_grade_reasons_downgrade')] %}
    select {{ department | join(', ') }}, {{ step }} as step, reason_zh, reason_en, clause, evidence, evidence_zh, evidence_en
    from {{ ref(model) }}
    union all
    {%- endfor %}
    select {{ department | join(', ') }}, step, reason_zh, reason_en, clause, evidence, evidence_zh, evidence_en
    from {{ ref('int_grade_reasons_promotion_override') }}
    union all
    select
        departments.city_id, departments.year, departments.scheme_id, departments.department_id,
        2, places.reason_zh, places.reason_en, places.clause, places.evidence, places.evidence_zh, places.evidence_en
    from departments
    inner join {{ ref('int_grade_reasons_places') }} as places
        on departments.city_id = places.city_id
        and departments.year = places.year
        and departments.scheme_id = places.scheme_id
        and departments.category_id = places.category_id
)

select
    steps.city_id,
    steps.year,
    steps.scheme_id,
    runs.is_official,
    steps.department_id,
    departments.category_id,
    steps.step,
    case when steps.step = 4 and steps.order_after < steps.order_before then 'refill' else steps.rule end as rule,
    reasons.clause,
    before_step.grade_id as grade_before,
    after_step.grade_id as grade_after,
    decided.reason,
    reasons.reason_zh,
    reasons.reason_en,
    reasons.evidence,
    reasons.evidence_zh,
    reasons.evidence_en
from {{ ref('int_grade_steps') }} as steps
inner join {{ ref('int_runs') }} as runs
    on steps.city_id = runs.city_id and steps.year = runs.year and steps.scheme_id = runs.scheme_id
inner join departments
    on {% for key in department %}steps.{{ key }} = departments.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
inner join reasons
    on {% for key in department %}steps.{{ key }} = reasons.{{ key }} and {% endfor %}steps.step = reasons.step
left join {{ ref('int_grade_evidence') }} as decided
    on steps.city_id = decided.city_id and steps.year = decided.year
    and steps.department_id = decided.department_id and steps.step = decided.step
left join {{ ref('int_grades_ordered') }} as before_step
    on steps.scheme_id = before_step.scheme_id and steps.order_before = before_step.grade_order
left join {{ ref('int_grades_ordered') }} as after_step
    on steps.scheme_id = after_step.scheme_id and steps.order_after = after_step.grade_order
