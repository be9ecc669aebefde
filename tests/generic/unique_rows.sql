{#- One row per the given columns; NULL counts as a value. -#}
{% test unique_rows(model, columns) %}
select {{ columns | join(', ') }}, count(*) as n_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
