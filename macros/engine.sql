{#- Everything that Spark does otherwise than DuckDB, in one place (docs/spark.md); the models hold no such branches. -#}

{#- The lake's Parquet files and the defaults as tables: what `external_location` is on DuckDB. Spark finds a wrong path
    empty rather than wrong, so the rows it sees are held against those that intake counted; a difference stops it. -#}
{%- macro lake_for_spark() -%}
{%- if execute and target.type == 'spark' and flags.WHICH in ['build', 'run', 'seed', 'test'] -%}
    {%- set work = env_var('YARDSTICK_WORK_DIR', 'work') -%}
    {%- set seen = [] -%}
    {%- for schema in ['lake', 'defaults'] -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
    {%- endfor -%}
    {%- for source in graph.sources.values() if source.source_name == 'lake' -%}
        {%- do run_query('drop table if exists lake.' ~ source.name) -%}
        {%- do run_query("create table lake." ~ source.name ~ " using parquet options (path '" ~ work ~ "/lake/" ~ source.name ~ "', recursiveFileLookup 'true')") -%}
        {%- do seen.append("select '" ~ source.name ~ "' as source, count(*) as n_rows from lake." ~ source.name ~ " where year > 0") -%}
    {%- endfor -%}
    {%- for source in graph.sources.values() if source.source_name == 'defaults' -%}
        {%- do run_query('drop table if exists defaults.' ~ source.name) -%}
        {%- do run_query("create table defaults." ~ source.name ~ " using csv options (path '" ~ work ~ "/defaults/" ~ source.name ~ ".csv', header 'true', escape '\"')") -%}
    {%- endfor -%}
    {%- do run_query('drop table if exists lake.rows_seen') -%}
    {%- do run_query('create table lake.rows_seen as ' ~ seen | join(' union all ')) -%}
    {%- set wrong = run_query(
        "select coalesce(seen.source, counted.source), counted.n_rows, seen.n_rows from lake.rows_seen as seen"
        ~ " full outer join (select source, sum(n_rows) as n_rows from lake.partitions where year > 0 group by source) as counted"
        ~ " on seen.source = counted.source"
        ~ " where coalesce(seen.n_rows, -1) <> coalesce(counted.n_rows, 0) and coalesce(seen.source, '') not in ('partitions', 'intake_files', 'quarantine')"
    ) -%}
    {%- for row in wrong.rows -%}
        {%- do exceptions.raise_compiler_error('Spark sees ' ~ row[2] ~ ' rows of ' ~ row[0] ~ ', intake counted ' ~ row[1] ~ '.') -%}
    {%- endfor -%}
{%- endif -%}
{%- endmacro -%}

{#- dbt-spark leaves the order of listagg open; since 4.0 Spark has the standard's own. -#}
{%- macro spark__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    listagg({{ measure }}, {{ delimiter_text }}){% if order_by_clause %} within group ({{ order_by_clause }}){% endif %}
{%- endmacro -%}

{#- dbt-spark binds an empty cell as the text 'None' and does not escape quotes: write the rows as literals. -#}
{%- macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
        insert into {{ this.render() }} values
        {%- for row in agate_table.rows %}
        ({%- for name in agate_table.column_names -%}
            cast({% if row[name] is none %}null{% else %}'{{ row[name] | string | replace('\\', '\\\\') | replace("'", "\\'") }}'{% endif %} as {{ types.get(name, 'string') }}){{ ', ' if not loop.last }}
        {%- endfor -%}){{ ',' if not loop.last }}
        {%- endfor %}
    {%- endset -%}
    {%- if agate_table.rows | length > 0 -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {%- endif -%}
    {{ return(sql) }}
{%- endmacro -%}

{#- Parquet tables take no constraints: dbt checks names and types of a contract, the tests check the rest. -#}
{%- macro spark__persist_constraints(relation, model) -%}{%- endmacro -%}
