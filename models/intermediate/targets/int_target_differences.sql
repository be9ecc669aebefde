-- Own value, reference and difference of the five direct comparisons, one long shape. difference is positive where the
-- own value is the more ambitious or the better one; relative for amounts, plain for rates.
with pairs as (
    {%- for name, own, reference in [
        ('vertical_target', 'target_value', 'last_actual'),
        ('vertical_actual', 'year_end_value', 'last_actual'),
        ('within_year', 'year_end_value', 'first_value'),
        ('benchmark_target', 'target_value', 'peer_target_reference'),
        ('benchmark_actual', 'year_end_value', 'peer_actual_reference'),
    ] %}
    select
        city_id,
        year,
        scheme_id,
        target_id,
        department_id,
        category_id,
        indicator_id,
        unit_kind,
        dir,
        peer_target_kind,
        '{{ name }}' as comparison,
        {{ own }} as own_value,
        {{ reference }} as reference_value
    from {{ ref('int_targets_compared') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    city_id,
    year,
    scheme_id,
    target_id,
    department_id,
    category_id,
    indicator_id,
    unit_kind,
    dir,
    case when comparison = 'benchmark_target' then peer_target_kind when comparison = 'benchmark_actual' then 'actual' end as peer_value_kind,
    comparison,
    own_value,
    reference_value,
    case
        when unit_kind = 'rate' then dir * (own_value - reference_value)
        else dir * (own_value - reference_value) / nullif(abs(reference_value), 0)
    end as difference
from pairs
where own_value is not null and reference_value is not null
