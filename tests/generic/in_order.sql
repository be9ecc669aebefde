{#- The columns never fall from left to right (low <= value <= high); a NULL is passed over. -#}
{% test in_order(model, columns) %}
select *
from {{ model }}
where
    {%- for left in columns %}
    {%- set outer = loop %}
    {%- for right in columns if loop.index > outer.index %}
    {{ left }} > {{ right }} or
    {%- endfor %}
    {%- endfor %}
    1 = 0
{% endtest %}
