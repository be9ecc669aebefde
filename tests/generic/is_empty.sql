{#- Findings are tables, and the test says they are empty; the rows themselves are the message. -#}
{% test is_empty(model) %}
select * from {{ model }}
{% endtest %}
