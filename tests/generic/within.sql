{#- The column lies between two numbers, the ends included; NULL passes (not_null says whether it may be NULL). -#}
{% test within(model, column_name, at_least=none, at_most=none) %}
select *
from {{ model }}
where {% if at_least is not none %}{{ column_name }} < {{ at_least }}{% else %}1 = 0{% endif %}
    or {% if at_most is not none %}{{ column_name }} > {{ at_most }}{% else %}1 = 0{% endif %}
{% endtest %}
