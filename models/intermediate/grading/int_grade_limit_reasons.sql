-- Step 1 in words: every limit that closes a grade to a department, with the figure or decision it rests on and the row or
-- document it comes from (official draw). order_left = the best grade it leaves. 一票否决
with limits as (
    select * from {{ ref('int_grade_limits') }} where draw = 0
),

decided as (
    select
        limits.city_id, limits.year, limits.scheme_id, limits.department_id,
        decisions.kind,
        decisions.decision_id as object_id,
        case decisions.kind when 'veto' then limits.last_order else 2 end as order_left,
        {%- for lang, veto, bar, opening, closing in [('zh', '一票否决', '不得评优', '（', '）'), ('en', 'veto', 'barred from excellent', ' (', ')')] %}
        '{{ '决定 ' if lang == 'zh' else 'decision ' }}' || decisions.decision_id || coalesce('{{ opening }}' || decisions.document_no || '{{ closing }}', '') as evidence_{{ lang }},
        case decisions.kind when 'veto' then '{{ veto }}' else '{{ bar }}' end || coalesce('{{ opening }}' || decisions.reason || '{{ closing }}', '') as text_{{ lang }},
        {%- endfor %}
        decisions.document_no as clause,
        decisions.decision_id || coalesce(' (' || decisions.document_no || ')', '') as evidence
    from limits
    inner join {{ ref('stg_decisions') }} as decisions
        on limits.city_id = decisions.city_id
        and limits.year = decisions.year
        and limits.department_id = decisions.department_id
        and decisions.kind in ('veto', 'bar_from_excellent')
),

below_line as (
    select
        limits.city_id, limits.year, limits.scheme_id, limits.department_id,
        'admonition_line' as kind,
        'admonition_below' as object_id,
        limits.last_order as order_left,
        {%- for lang, before, between in [('zh', '总分 ', '，低于诫勉线 '), ('en', 'total ', ' below the admonition line ')] %}
        '{{ before }}' || {{ number_text('limits.total', 9) }} as evidence_{{ lang }},
        '{{ before }}' || {{ number_text('limits.total', 9) }} || '{{ between }}' || {{ number_text('settings.admonition_below', 9) }} as text_{{ lang }},
        {%- endfor %}
        clauses.admonition_below as clause,
        'total=' || {{ number_text('limits.total', 9) }} as evidence
    from limits
    inner join {{ ref('int_scheme_settings') }} as settings on limits.scheme_id = settings.scheme_id
    inner join {{ ref('int_grade_clauses') }} as clauses
        on limits.city_id = clauses.city_id and limits.year = clauses.year and limits.scheme_id = clauses.scheme_id
    where limits.is_below_line
),

-- floors do not rise from grade to grade: the last one missed names them all
below_floor as (
    select
        limits.city_id, limits.year, limits.scheme_id, limits.department_id,
        'floor' as kind,
        missed.grade_id as object_id,
        limits.floor_order as order_left,
        {%- for lang, before, between, after in [('zh', '总分 ', '，低于', '的分数线 '), ('en', 'total ', ' below the floor of ', ', ')] %}
        '{{ before }}' || {{ number_text('limits.total', 9) }} as evidence_{{ lang }},
        '{{ before }}' || {{ number_text('limits.total', 9) }} || '{{ between }}' || missed.name_{{ lang }} || '{{ after }}' || {{ number_text('missed.floor', 9) }} as text_{{ lang }},
        {%- endfor %}
        missed.clause,
        'total=' || {{ number_text('limits.total', 9) }} as evidence
    from limits
    inner join {{ ref('int_grades_ordered') }} as missed
        on limits.scheme_id = missed.scheme_id and limits.floor_order - 1 = missed.grade_order
),

capped as (
    select
        points.city_id, points.year, points.scheme_id, points.department_id,
        'cap' as kind,
        caps.component_id || ' ' || caps.best_grade_id || ' ' || {{ number_text('caps.below_score', 9) }} as object_id,
        best.grade_order as order_left,
        {%- for lang, between, after in [('zh', '得分 ', '，低于 '), ('en', ' score ', ' below ')] %}
        components.name_{{ lang }} || '{{ between }}' || {{ number_text('points.score', 9) }} as evidence_{{ lang }},
        components.name_{{ lang }} || '{{ between }}' || {{ number_text('points.score', 9) }} || '{{ after }}' || {{ number_text('caps.below_score', 9) }} as text_{{ lang }},
        {%- endfor %}
        caps.clause,
        caps.component_id || '=' || {{ number_text('points.score', 9) }} as evidence
    from {{ ref('grade_caps') }} as caps
    inner join {{ ref('int_points_level_0') }} as points
        on caps.scheme_id = points.scheme_id and caps.component_id = points.component_id and points.draw = 0
    inner join {{ ref('components') }} as components
        on caps.scheme_id = components.scheme_id and caps.component_id = components.component_id
    inner join {{ ref('int_grades_ordered') }} as best
        on caps.scheme_id = best.scheme_id and caps.best_grade_id = best.grade_id and best.grade_order > 1
    where points.status = 'scored' and {{ fix('points.score', 9) }} < {{ fix('caps.below_score', 9) }}
)

{% for limit in ['decided', 'below_line', 'below_floor', 'capped'] %}
select
    city_id, year, scheme_id, department_id, kind, object_id, order_left, text_zh, text_en, clause,
    evidence, evidence_zh, evidence_en
from {{ limit }}
{{ 'union all' if not loop.last }}
{%- endfor %}
