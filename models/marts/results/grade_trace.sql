-- Every step from the best grade allowed to the grade given, with its reason in both languages: replaying grade_after of
-- the steps in order gives grade_id. 评定有依据
with places as (
    select
        places.city_id, places.year, places.scheme_id, places.category_id,
        {%- for lang in ['zh', 'en'] %}
        {{ dbt.listagg("grades.name_" ~ lang ~ " || ' ' || cast(places.places as string)", "', '", "order by grades.grade_order") }} as given_{{ lang }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_grade_places') }} as places
    inner join {{ ref('int_grades_ordered') }} as grades
        on places.scheme_id = grades.scheme_id and places.grade_id = grades.grade_id
    where places.draw = 0
    group by places.city_id, places.year, places.scheme_id, places.category_id
),

limits as (
    select
        limits.*,
        {%- for lang, veto, line, bar, cap, floor in [
            ('zh', '一票否决', '低于诫勉分数线', '不得评优', '单项分数限制', '等次分数线'),
            ('en', 'veto', 'below the admonition line', 'barred from excellent', 'grade cap', 'floor of the grade')
        ] %}
        best.name_{{ lang }} as best_{{ lang }},
        concat_ws(
            '; ',
            case when limits.is_vetoed then '{{ veto }}' end,
            case when limits.is_below_line then '{{ line }}' end,
            case when limits.is_barred then '{{ bar }}' end,
            case when limits.cap_order > 1 then '{{ cap }}' end,
            case when limits.floor_order > 1 then '{{ floor }}' end
        ) as limited_{{ lang }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_grade_limits') }} as limits
    inner join {{ ref('int_grades_ordered') }} as best
        on limits.scheme_id = best.scheme_id and limits.best_allowed = best.grade_order
    where limits.draw = 0
)

select
    steps.city_id,
    steps.year,
    steps.scheme_id,
    runs.is_official,
    steps.department_id,
    limits.category_id,
    steps.step,
    case when steps.step = 4 and steps.order_after < steps.order_before then 'refill' else steps.rule end as rule,
    before_step.grade_id as grade_before,
    after_step.grade_id as grade_after,
    evidence.reason,
    {%- for lang, best, given, total, refilled, nothing in [
        ('zh', '可评的最高等次：', '名额：', '总分与类别内位次：', '补入因降档空出的名额', '没有相关决定'),
        ('en', 'best grade allowed: ', 'places: ', 'total and position in the category: ', 'takes a place freed by a downgrade', 'no decision')
    ] %}
    case
        when steps.step = 1 then '{{ best }}' || limits.best_{{ lang }}
            || case when limits.limited_{{ lang }} <> '' then ' (' || limits.limited_{{ lang }} || ')' else '' end
            || coalesce('; ' || evidence.reason, '')
        when steps.step = 2 then '{{ given }}' || coalesce(places.given_{{ lang }}, '')
        when steps.step = 3 then '{{ total }}' || cast(cast(limits.total as decimal(18, 2)) as string)
            || ', ' || cast(queue.position_tied as string)
        when evidence.reason is not null then evidence.reason
        when steps.step = 4 and steps.order_after < steps.order_before then '{{ refilled }}'
        else '{{ nothing }}'
    end as reason_{{ lang }},
    {%- endfor %}
    evidence.evidence
from {{ ref('int_grade_steps') }} as steps
inner join {{ ref('int_runs') }} as runs
    on steps.city_id = runs.city_id and steps.year = runs.year and steps.scheme_id = runs.scheme_id
{%- for name in ['limits', 'queue'] %}
inner join {{ 'limits' if name == 'limits' else ref('int_grade_queue') ~ ' as queue' }}
    on steps.city_id = {{ name }}.city_id and steps.year = {{ name }}.year and steps.scheme_id = {{ name }}.scheme_id
    and steps.department_id = {{ name }}.department_id and {{ name }}.draw = 0
{%- endfor %}
left join places
    on limits.city_id = places.city_id and limits.year = places.year and limits.scheme_id = places.scheme_id
    and limits.category_id = places.category_id
left join {{ ref('int_grade_evidence') }} as evidence
    on steps.city_id = evidence.city_id and steps.year = evidence.year
    and steps.department_id = evidence.department_id and steps.step = evidence.step
left join {{ ref('int_grades_ordered') }} as before_step
    on steps.scheme_id = before_step.scheme_id and steps.order_before = before_step.grade_order
left join {{ ref('int_grades_ordered') }} as after_step
    on steps.scheme_id = after_step.scheme_id and steps.order_after = after_step.grade_order
