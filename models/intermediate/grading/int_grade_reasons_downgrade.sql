-- Step 4 as one sentence per department: the downgrade and how far it reached, the freed place it took over, or those that
-- did not come to it (official draw). 适当降低等次
{%- set department = ['city_id', 'year', 'scheme_id', 'department_id'] %}
{%- set vacant %}case grades.grade_order {% for n in range(1, 5) %}when {{ n }} then refilled.vacant_{{ n }} {% endfor %}end{% endset %}
with passed_over as (
    select
        {% for key in department %}refilled.{{ key }}, {% endfor %}
        {{ dbt.listagg("grades.name_zh || ' ' || cast(" ~ vacant ~ " as string)", "'、'", "order by grades.grade_order") }} as freed_zh,
        {{ dbt.listagg("grades.name_en || ' ' || cast(" ~ vacant ~ " as string)", "', '", "order by grades.grade_order") }} as freed_en
    from {{ ref('int_grades_refilled') }} as refilled
    inner join {{ ref('int_grades_ordered') }} as grades
        on refilled.scheme_id = grades.scheme_id
        and refilled.best_allowed <= grades.grade_order
        and refilled.current_order > grades.grade_order
    where refilled.draw = 0 and refilled.steps = 0 and {{ vacant }} > 0
    group by {% for key in department %}refilled.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
),

taken as (
    select {% for key in department %}refilled.{{ key }}, {% endfor %}{{ vacant }} as n_freed
    from {{ ref('int_grades_refilled') }} as refilled
    inner join {{ ref('int_grades_ordered') }} as grades
        on refilled.scheme_id = grades.scheme_id and refilled.current_order = grades.grade_order
    where refilled.draw = 0 and refilled.steps = 0 and refilled.current_order < refilled.order_by_rank
)

select
    {% for key in department %}grades.{{ key }}, {% endfor %}
    {%- for lang, down, unit, stopped, closing, semicolon, takes, freed, by_total, missed, nothing in [
        ('zh', '降等 ', ' 档：', '（最低降到', '）', '；', '递补', '：降等空出 ', ' 个名额，由未降等的部门按总分和同分规则递补', '降等空出的名额（按总分和同分规则递补）未轮到：', '没有降等决定'),
        ('en', 'down by ', ': ', ' (not below ', ')', '; ', 'takes a freed place of ', ': freed by downgrades ', ', refilled by total and the tie rules from departments not downgraded', 'places freed by downgrades and refilled by total and the tie rules, not reached: ', 'no downgrade')
    ] %}
    case
        when grades.steps > 0 then concat_ws(
            '{{ semicolon }}',
            '{{ down }}' || cast(grades.steps as string) || '{{ unit }}' || was.name_{{ lang }} || ' → ' || became.name_{{ lang }}
            || case when grades.order_by_rank + grades.steps > lowest.grade_order then '{{ stopped }}' || lowest.name_{{ lang }} || '{{ closing }}' else '' end,
            evidence.words
        )
        else coalesce(nullif(concat_ws(
            '{{ semicolon }}',
            '{{ takes }}' || became.name_{{ lang }} || '{{ freed }}' || cast(taken.n_freed as string) || '{{ by_total }}',
            '{{ missed }}' || passed_over.freed_{{ lang }}
        ), ''), '{{ nothing }}')
    end as reason_{{ lang }},
    {%- endfor %}
    nullif(concat_ws(
        '; ',
        case when grades.steps > 0 then evidence.document_no end,
        case when grades.steps > 0 and grades.order_by_rank + grades.steps > lowest.grade_order then clauses.downgrade_lowest end,
        case when taken.n_freed > 0 or passed_over.freed_zh is not null then clauses.refill end
    ), '') as clause,
    evidence.evidence,
    evidence.evidence_zh,
    evidence.evidence_en
from {{ ref('int_grades') }} as grades
inner join {{ ref('int_grades_ordered') }} as was on grades.scheme_id = was.scheme_id and grades.order_by_rank = was.grade_order
inner join {{ ref('int_grades_ordered') }} as became
    on grades.scheme_id = became.scheme_id and grades.order_after_downgrade = became.grade_order
inner join {{ ref('int_grades_ordered') }} as lowest on grades.scheme_id = lowest.scheme_id and lowest.is_downgrade_lowest
inner join {{ ref('int_grade_clauses') }} as clauses
    on grades.city_id = clauses.city_id and grades.year = clauses.year and grades.scheme_id = clauses.scheme_id
{%- for name in ['taken', 'passed_over'] %}
left join {{ name }}
    on {% for key in department %}grades.{{ key }} = {{ name }}.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
{%- endfor %}
left join {{ ref('int_grade_evidence') }} as evidence
    on grades.city_id = evidence.city_id and grades.year = evidence.year
    and grades.department_id = evidence.department_id and evidence.step = 4
where grades.draw = 0
