{#- On-run-end: a whole, clean `dbt build` copies the marts into a draft release (architecture.md, "The flow"). The two
    functions are registered by yardstick/plugin.py; elsewhere (Spark, parse) there is nothing to do. -#}
{%- macro release_after_build(results) -%}
{%- if execute and target.type == 'duckdb' and flags.WHICH == 'build' -%}
    {%- set statuses = {} -%}
    {%- for result in results -%}
        {%- set status = result.status | string -%}
        {%- do statuses.update({status: statuses.get(status, 0) + 1}) -%}
    {%- endfor -%}
    {%- set facts = {'statuses': statuses, 'as_of_date': as_of_date()} -%}
    {%- set folder = run_query("select yardstick_release_begin('" ~ tojson(facts) ~ "')").columns[0].values()[0] -%}
    {%- if folder -%}
        {%- set codebook = {} -%}
        {%- for node in graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') if node.schema == 'marts' -%}
            {%- do run_query("copy (select * from marts." ~ node.alias ~ ") to '" ~ folder ~ "/" ~ node.alias ~ ".parquet' (format parquet, compression zstd)") -%}
            {%- set columns = {} -%}
            {%- for column in node.columns.values() -%}
                {%- do columns.update({column.name: column.description}) -%}
            {%- endfor -%}
            {%- do codebook.update({node.alias: {'description': node.description, 'columns': columns}}) -%}
        {%- endfor -%}
        {%- set release_id = run_query("select yardstick_release_publish('" ~ (tojson(codebook) | replace("'", "''")) ~ "')").columns[0].values()[0] -%}
        {%- do log("Draft release " ~ release_id ~ " is on show (草稿已生成).", info=true) -%}
    {%- else -%}
        {%- do log("No release: the build was not whole and clean; the last release stays (未生成发布，原发布不变).", info=true) -%}
    {%- endif -%}
{%- endif -%}
{%- endmacro -%}

{#- The date on which an unfinished year is looked at: dbt variable, else environment, else today. -#}
{%- macro as_of_date() -%}
{{ var('as_of_date', env_var('YARDSTICK_AS_OF_DATE', '') or run_started_at.strftime('%Y-%m-%d')) }}
{%- endmacro -%}
