-- Mid-ranks inside the cell (ties share the mean of their ranks), also of the total for the uncorrected foil, and
-- competition ranks for the list of departments.
{%- set cell = 'city_id, year, scheme_id, category_id, pair' %}
select
    {{ cell }},
    department_id,
    x,
    y,
    {%- for value in ['x', 'y', 'total'] %}
    rank() over (partition by {{ cell }} order by {{ value }})
    + (count(*) over (partition by {{ cell }}, {{ value }}) - 1) / 2.0 as midrank_{{ value }},
    {%- endfor %}
    rank() over (partition by {{ cell }} order by x desc) as rank_x,
    rank() over (partition by {{ cell }} order by y desc) as rank_y,
    count(*) over (partition by {{ cell }}) as n
from {{ ref('int_consistency_values') }}
