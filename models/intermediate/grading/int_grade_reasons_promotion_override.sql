-- Steps 5 and 6 as one sentence each per department: the promotion and what limited it; the override by an upheld appeal,
-- the decision that holds where there are several, and whether it passes best_allowed (official draw).
{%- set department = ['city_id', 'year', 'scheme_id', 'department_id'] %}
with graded as (
    select
        grades.*,
        {%- for name in ['downgraded', 'promoted', 'final', 'best', 'stated', 'overridden'] %}
        {{ name }}.name_zh as {{ name }}_zh,
        {{ name }}.name_en as {{ name }}_en,
        {%- endfor %}
        holding.document_no as holding_document
    from {{ ref('int_grades') }} as grades
    {%- for name, column in [
        ('downgraded', 'order_after_downgrade'), ('promoted', 'order_after_promotion'), ('final', 'grade_order'),
        ('best', 'best_allowed'), ('stated', 'promoted_to'), ('overridden', 'overridden_to')
    ] %}
    left join {{ ref('int_grades_ordered') }} as {{ name }} on grades.scheme_id = {{ name }}.scheme_id and grades.{{ column }} = {{ name }}.grade_order
    {%- endfor %}
    left join {{ ref('stg_decisions') }} as holding
        on grades.city_id = holding.city_id and grades.year = holding.year and grades.overridden_by = holding.decision_id
    where grades.draw = 0
)

select
    {% for key in department %}graded.{{ key }}, {% endfor %}
    5 as step,
    {%- for lang, promotion, limited, kept, foreign, nothing, colon, semicolon in [
        ('zh', '决定升为', '，受可评的最高等次限制，只升到', '，不优于现等次，等次不变', '决定的等次不在本办法中，等次不变', '没有升等决定', '：', '；'),
        ('en', 'promotion to ', ', limited by the best grade allowed, only to ', ', no better than the present grade, which stays', 'the grade decided is not one of this scheme: nothing changes', 'no promotion', ': ', '; ')
    ] %}
    case
        when graded.promoted_to is not null then concat_ws(
            '{{ semicolon }}',
            '{{ promotion }}' || graded.stated_{{ lang }}
            || case when graded.best_allowed > graded.promoted_to then '{{ limited }}' || graded.best_{{ lang }} else '' end
            || case
                when graded.order_after_promotion < graded.order_after_downgrade
                    then '{{ colon }}' || graded.downgraded_{{ lang }} || ' → ' || graded.promoted_{{ lang }}
                else '{{ kept }}'
            end,
            evidence.words
        )
        when evidence.n_decisions > 0 then '{{ foreign }}'
        else '{{ nothing }}'
    end as reason_{{ lang }},
    {%- endfor %}
    evidence.document_no as clause,
    evidence.evidence,
    evidence.evidence_zh,
    evidence.evidence_en
from graded
left join {{ ref('int_grade_evidence') }} as evidence
    on graded.city_id = evidence.city_id and graded.year = evidence.year
    and graded.department_id = evidence.department_id and evidence.step = 5
union all
select
    {% for key in department %}graded.{{ key }}, {% endfor %}
    6 as step,
    {%- for lang, override, past, several, last, foreign, nothing, colon, semicolon in [
        ('zh', '申诉成立，改定为', '，越过可评的最高等次', '，共 ', ' 个决定，以最后的为准：', '决定的等次不在本办法中，等次不变', '没有改定等次的决定', '：', '；'),
        ('en', 'upheld appeal, changed to ', ', past the best grade allowed, ', ', ', ' decisions, the last holds: ', 'the grade decided is not one of this scheme: nothing changes', 'no override', ': ', '; ')
    ] %}
    case
        when graded.overridden_to is not null then concat_ws(
            '{{ semicolon }}',
            '{{ override }}' || graded.overridden_{{ lang }}
            || case when graded.overridden_to < graded.best_allowed then '{{ past }}' || graded.best_{{ lang }} else '' end
            || case when evidence.n_decisions > 1 then '{{ several }}' || cast(evidence.n_decisions as string) || '{{ last }}' || graded.overridden_by else '' end
            || '{{ colon }}' || graded.promoted_{{ lang }} || ' → ' || graded.final_{{ lang }},
            evidence.words
        )
        when evidence.n_decisions > 0 then '{{ foreign }}'
        else '{{ nothing }}'
    end as reason_{{ lang }},
    {%- endfor %}
    case when graded.overridden_to is not null then graded.holding_document end as clause,
    evidence.evidence,
    evidence.evidence_zh,
    evidence.evidence_en
from graded
left join {{ ref('int_grade_evidence') }} as evidence
    on graded.city_id = evidence.city_id and graded.year = evidence.year
    and graded.department_id = evidence.department_id and evidence.step = 6
