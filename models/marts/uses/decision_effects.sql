-- Every decision of the leading group with its document and what it did in the official run: to the grade, to the score
-- sheet or to a target; or nothing, and why. 领导小组的决定及其效果
with effects as (
    select city_id, year, scheme_id, decision_id, 'grade' as effect_on, step, before_value, after_value, overruled_by
    from {{ ref('int_decisions_on_grades') }}
    union all
    select city_id, year, scheme_id, decision_id, effect_on, cast(null as integer), before_value, after_value, cast(null as string)
    from {{ ref('int_decisions_on_scores') }}
),

worded as (
    select
        decisions.*,
        runs.scheme_id,
        effects.effect_on,
        effects.step,
        effects.before_value,
        effects.after_value,
        effects.overruled_by,
        coalesce(effects.before_value <> effects.after_value, effects.after_value is not null) and effects.overruled_by is null as is_effective,
        {%- for lang in ['zh', 'en'] %}
        case when effects.effect_on = 'grade' then grade_before.name_{{ lang }} else effects.before_value end as before_{{ lang }},
        case when effects.effect_on = 'grade' then grade_after.name_{{ lang }} else effects.after_value end as after_{{ lang }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('stg_decisions') }} as decisions
    inner join {{ ref('int_runs') }} as runs
        on decisions.city_id = runs.city_id and decisions.year = runs.year and runs.is_official
    left join effects
        on decisions.city_id = effects.city_id
        and decisions.year = effects.year
        and decisions.decision_id = effects.decision_id
    left join {{ ref('int_grades_ordered') }} as grade_before
        on runs.scheme_id = grade_before.scheme_id and effects.before_value = grade_before.grade_id
    left join {{ ref('int_grades_ordered') }} as grade_after
        on runs.scheme_id = grade_after.scheme_id and effects.after_value = grade_after.grade_id
)

select
    city_id,
    year,
    scheme_id,
    true as is_official,
    decision_id,
    department_id,
    kind,
    cast(steps as integer) as steps,
    grade_id,
    component_id,
    target_id,
    reason_id,
    reason,
    document_no,
    decided_on,
    coalesce(effect_on, 'none') as effect_on,
    cast(step as integer) as step,
    before_value,
    after_value,
    coalesce(is_effective, false) as is_effective,
    overruled_by,
    {%- for lang, overruled, best, grade, same, score, respread, target, nothing in [
        ('zh', '被后一决定取代：', '可评的最高等次：', '等次：', '等次不变：', '该项满分不计：', '，其余按比例折算', '采用的目标轮次：', '没有产生效果'),
        ('en', 'replaced by the later decision ', 'best grade allowed: ', 'grade: ', 'grade unchanged: ', 'full marks taken out: ', ', the rest scaled up', 'round of the target used: ', 'no effect')
    ] %}
    case
        when overruled_by is not null then '{{ overruled }}' || overruled_by
        when effect_on = 'grade' and step = 1 then '{{ best }}' || before_{{ lang }} || ' → ' || after_{{ lang }}
        when effect_on = 'grade' and is_effective then '{{ grade }}' || before_{{ lang }} || ' → ' || after_{{ lang }}
        when effect_on = 'grade' and after_{{ lang }} is not null then '{{ same }}' || after_{{ lang }}
        when effect_on = 'score' then '{{ score }}' || before_{{ lang }} || '{{ respread }}'
        when effect_on = 'target' then '{{ target }}' || coalesce(before_{{ lang }}, '-') || ' → ' || after_{{ lang }}
        else '{{ nothing }}'
    end as effect_{{ lang }},
    {%- endfor %}
    source_file,
    source_row
from worded
