{#- dbt's own noop_statement also writes the seed's SQL to target/run/<path of the seed>. For a rule book outside the
    checkout that path is absolute, so the SQL would be written OVER THE USER'S CSV (dbt-core 1.11). This override keeps
    the result and writes nothing; tests/python/test_end_to_end.py proves that a rule book is left as it was. -#}
{% macro noop_statement(name=None, message=None, code=None, rows_affected=None, res=None) -%}
    {%- set sql = caller() -%}
    {%- if name is not none -%}
        {{ store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) }}
    {%- endif -%}
{%- endmacro %}
