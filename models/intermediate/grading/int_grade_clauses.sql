-- The sentence of the rule book behind each setting that grading reads; NULL where the scheme has no row of its own and the
-- default holds.
{%- set settings = [
    'vetoed_count_in_base', 'admonition_below', 'rounding', 'tie_keys', 'tie_policy', 'carry_unfilled', 'downgrade_lowest', 'refill'
] %}
select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    {%- for setting in settings %}
    max(case when settings.setting_id = '{{ setting }}' then settings.clause end) as {{ setting }}{{ ',' if not loop.last }}
    {%- endfor %}
from {{ ref('int_runs') }} as runs
left join {{ ref('settings') }} as settings on runs.scheme_id = settings.scheme_id and settings.component_id is null
group by runs.city_id, runs.year, runs.scheme_id
