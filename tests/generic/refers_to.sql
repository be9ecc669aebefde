{#- Every row finds its row in another relation by several columns at once; `to_columns` where they are named otherwise
    there. A row with a NULL among its columns refers to nothing and passes. -#}
{% test refers_to(model, columns, to, to_columns=none) %}
{%- set to_columns = to_columns or columns %}
select child.*
from {{ model }} as child
left join (select distinct {{ to_columns | join(', ') }} from {{ to }}) as parent
    on {% for column in columns %}child.{{ column }} = parent.{{ to_columns[loop.index0] }}{{ ' and ' if not loop.last }}{% endfor %}
where parent.{{ to_columns[0] }} is null
    {%- for column in columns %}
    and child.{{ column }} is not null
    {%- endfor %}
{% endtest %}
