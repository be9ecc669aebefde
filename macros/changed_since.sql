{#- True where the row's fingerprint is not among what a kept model holds: that city-year is computed again. Everything is
    on another engine, in a first build and in a full refresh. -#}
{%- macro changed_since(kept_model) -%}
{%- set kept = adapter.get_relation(target.database, 'intermediate', kept_model) if execute else none -%}
{%- if kept and target.type == 'duckdb' and not flags.FULL_REFRESH -%}
fingerprint not in (select distinct fingerprint from {{ kept }})
{%- else -%}
true
{%- endif -%}
{%- endmacro -%}
