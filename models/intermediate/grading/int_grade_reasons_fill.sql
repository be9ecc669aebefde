-- Step 3 as one sentence per department: its total and place, then each quota grade it stood for, down to the one it got
-- (official draw). key_1 to key_6 are there where somebody has the same total.
{%- set department = ['city_id', 'year', 'scheme_id', 'department_id'] %}
with listed as (
    select
        {{ department | join(', ') }},
        max(case when is_tied then 1 else 0 end) = 1 as is_tied,
        max(case when is_tied and decided_key is null then 1 else 0 end) = 1 as is_by_policy,
        max(n_carried) > 0 as has_carried,
        {{ dbt.listagg("text_zh", "'；'", "order by grade_order") }} as text_zh,
        {{ dbt.listagg("text_en", "'; '", "order by grade_order") }} as text_en
    from {{ ref('int_grade_fill_reasons') }}
    group by {{ department | join(', ') }}
)

select
    {% for key in department %}queue.{{ key }}, {% endfor %}
    {%- for lang, total, position, colon, rest, only, semicolon in [
        ('zh', '总分 ', '，类别内第 ', '：', '其余为', '只能评', '；'),
        ('en', 'total ', ', position ', ': ', 'the rest is ', 'open to it is only ', '; ')
    ] %}
    '{{ total }}' || {{ number_text('queue.total', 9) }} || '{{ position }}' || cast(queue.position_tied as string) || '{{ colon }}' || concat_ws(
        '{{ semicolon }}',
        listed.text_{{ lang }},
        case when given.is_pass then '{{ rest }}' || given.name_{{ lang }} when given.is_admonition then '{{ only }}' || given.name_{{ lang }} end
    ) as reason_{{ lang }},
    {%- endfor %}
    nullif(concat_ws(
        '; ',
        given.clause,
        case when listed.is_tied then clauses.tie_keys end,
        case when listed.is_by_policy then clauses.tie_policy end,
        case when listed.has_carried then clauses.carry_unfilled end
    ), '') as clause,
    concat_ws(
        '; ',
        'total=' || {{ number_text('queue.total', 9) }},
        'position=' || cast(queue.position_tied as string)
        {%- for i in range(1, 7) %},
        trim(split_part(settings.tie_keys, ';', {{ i }})) || '=' || {{ number_text('queue.key_' ~ i, 9) }}
        {%- endfor %}
    ) as evidence,
    {%- for lang, total, position, end, between in [('zh', '总分 ', '类别内第 ', ' 位', '；'), ('en', 'total ', 'position ', '', '; ')] %}
    concat_ws(
        '{{ between }}',
        '{{ total }}' || {{ number_text('queue.total', 9) }},
        '{{ position }}' || cast(queue.position_tied as string) || '{{ end }}'
        {%- for i in range(1, 7) %},
        coalesce(key_{{ i }}.name_{{ lang }}, trim(split_part(settings.tie_keys, ';', {{ i }}))) || ' ' || {{ number_text('queue.key_' ~ i, 9) }}
        {%- endfor %}
    ) as evidence_{{ lang }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('int_grade_queue') }} as queue
inner join {{ ref('int_grades') }} as grades
    on {% for key in department %}queue.{{ key }} = grades.{{ key }} and {% endfor %}queue.draw = grades.draw
inner join {{ ref('int_grades_ordered') }} as given
    on grades.scheme_id = given.scheme_id and grades.order_by_rank = given.grade_order
inner join {{ ref('int_scheme_settings') }} as settings on queue.scheme_id = settings.scheme_id
inner join {{ ref('int_grade_clauses') }} as clauses
    on queue.city_id = clauses.city_id and queue.year = clauses.year and queue.scheme_id = clauses.scheme_id
{%- for i in range(1, 7) %}
left join {{ ref('components') }} as key_{{ i }}
    on settings.scheme_id = key_{{ i }}.scheme_id and trim(split_part(settings.tie_keys, ';', {{ i }})) = key_{{ i }}.component_id
{%- endfor %}
left join listed
    on {% for key in department %}queue.{{ key }} = listed.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
where queue.draw = 0
