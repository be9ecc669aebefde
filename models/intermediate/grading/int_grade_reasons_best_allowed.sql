-- Step 1 as one sentence per department: the best grade open to it and every limit that closed a better one, the tightest
-- first (official draw).
{%- set department = ['city_id', 'year', 'scheme_id', 'department_id'] %}
with reasons as (
    select
        reasons.*,
        {%- for lang, at_most in [('zh', '：最高'), ('en', ': at most ')] %}
        reasons.text_{{ lang }} || '{{ at_most }}' || left_over.name_{{ lang }} as limit_{{ lang }},
        {%- endfor %}
        {%- for column in ['clause', 'evidence'] %}
        row_number() over (
            partition by {% for key in department %}reasons.{{ key }}, {% endfor %}reasons.{{ column }}
            order by reasons.order_left desc, reasons.kind, reasons.object_id
        ) as {{ column }}_number{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_grade_limit_reasons') }} as reasons
    inner join {{ ref('int_grades_ordered') }} as left_over
        on reasons.scheme_id = left_over.scheme_id and reasons.order_left = left_over.grade_order
),

listed as (
    select
        {{ department | join(', ') }},
        {{ dbt.listagg("limit_zh", "'；'", "order by order_left desc, kind, object_id") }} as limits_zh,
        {{ dbt.listagg("limit_en", "'; '", "order by order_left desc, kind, object_id") }} as limits_en,
        {%- for column in ['clause', 'evidence'] %}
        {{ dbt.listagg("case when " ~ column ~ "_number = 1 then " ~ column ~ " end", "'; '", "order by order_left desc, kind, object_id") }} as {{ column }},
        {%- endfor %}
        {%- for lang, between in [('zh', '；'), ('en', '; ')] %}
        {{ dbt.listagg("case when evidence_number = 1 then evidence_" ~ lang ~ " end", "'" ~ between ~ "'", "order by order_left desc, kind, object_id") }} as evidence_{{ lang }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from reasons
    group by {{ department | join(', ') }}
)

select
    {% for key in department %}limits.{{ key }}, {% endfor %}
    '可评的最高等次：' || best.name_zh || coalesce('（' || listed.limits_zh || '）', '，没有限制') as reason_zh,
    'best grade allowed: ' || best.name_en || coalesce(' (' || listed.limits_en || ')', ', nothing limits it') as reason_en,
    coalesce(listed.clause, best.clause) as clause,
    coalesce(listed.evidence, 'total=' || {{ number_text('limits.total', 9) }}) as evidence,
    coalesce(listed.evidence_zh, '总分 ' || {{ number_text('limits.total', 9) }}) as evidence_zh,
    coalesce(listed.evidence_en, 'total ' || {{ number_text('limits.total', 9) }}) as evidence_en
from {{ ref('int_grade_limits') }} as limits
inner join {{ ref('int_grades_ordered') }} as best
    on limits.scheme_id = best.scheme_id and limits.best_allowed = best.grade_order
left join listed
    on {% for key in department %}limits.{{ key }} = listed.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
where limits.draw = 0
