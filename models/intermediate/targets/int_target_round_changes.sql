-- Each round of a target beside the round before: what was changed, in words. 几上几下
{%- set attributes = [
    ('title', 'text', '内容', 'title'),
    ('component_id', 'text', '考评项', 'component'),
    ('measure_kind', 'text', '衡量方式', 'kind of measure'),
    ('direction', 'text', '方向', 'direction'),
    ('unit', 'text', '单位', 'unit'),
    ('last_actual', 'number', '上年实际', 'last year'),
    ('floor_value', 'number', '零分线', 'floor'),
    ('target_value', 'number', '目标值', 'target'),
    ('stretch_value', 'number', '挑战值', 'stretch'),
    ('weight', 'number', '权重', 'weight'),
    ('due_on', 'date', '时限', 'due date'),
    ('measures', 'text', '措施', 'measures'),
    ('standard', 'text', '标准', 'standard'),
    ('task_id', 'text', '全市任务', 'city task'),
    ('indicator_id', 'text', '指标', 'indicator'),
] %}
with beside as (
    select
        *,
        row_number() over (partition by city_id, year, target_id order by round) as round_number,
        {%- for name, kind, zh, en in attributes %}
        lag({{ name }}) over (partition by city_id, year, target_id order by round) as {{ name }}_before,
        {%- endfor %}
        lag(round) over (partition by city_id, year, target_id order by round) as round_before,
        lag(submitted_on) over (partition by city_id, year, target_id order by round) as submitted_before
    from {{ ref('stg_targets') }}
),

worded as (
    select
        *,
        {%- for name, kind, zh, en in attributes %}
        case when round_number > 1 and coalesce(cast({{ name }} as string), '') <> coalesce(cast({{ name }}_before as string), '')
            then 1 else 0 end as has_{{ name }}_changed,
        {%- if kind == 'number' %}
        coalesce({{ number_text(name) }}, '—') as {{ name }}_text,
        coalesce({{ number_text(name ~ '_before') }}, '—') as {{ name }}_text_before{{ ',' if not loop.last }}
        {%- else %}
        coalesce(cast({{ name }} as string), '—') as {{ name }}_text,
        coalesce(cast({{ name }}_before as string), '—') as {{ name }}_text_before{{ ',' if not loop.last }}
        {%- endif %}
        {%- endfor %}
    from beside
)

select
    city_id,
    year,
    target_id,
    round,
    round_before,
    round_number,
    submitted_before,
    {%- for name, kind, zh, en in attributes %}
    {{ name }}_before,
    {%- endfor %}
    {% for name, kind, zh, en in attributes %}has_{{ name }}_changed{{ ' + ' if not loop.last }}{% endfor %} as n_changes,
    {%- for language, first, unchanged, between in [('zh', '首次申报', '未作改动', '；'), ('en', 'First proposed', 'Nothing changed', '; ')] %}
    case
        when round_number = 1 then '{{ first }}'
        when {% for name, kind, zh, en in attributes %}has_{{ name }}_changed{{ ' + ' if not loop.last }}{% endfor %} = 0 then '{{ unchanged }}'
        else substr(
            {%- for name, kind, zh, en in attributes %}
            case when has_{{ name }}_changed = 1
                then '{{ between }}{{ zh if language == 'zh' else en ~ ' ' }}' || {{ name }}_text_before || ' → ' || {{ name }}_text else '' end
            {{- ' ||' if not loop.last }}
            {%- endfor %}
            , {{ between | length + 1 }})
    end as changes_{{ language }}{{ ',' if language == 'zh' }}
    {%- endfor %}
from worded
