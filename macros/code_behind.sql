{#- The SQL that a kept model depends on, as one md5: its own text, that of every model above it and of our macros they
    call, down to the last one. Part of the fingerprints of what is kept between builds (rules of the house). -#}
{%- macro code_behind(model_name) -%}
{%- set texts = {} -%}
{%- if execute -%}
    {%- set nodes = ['model.yardstick.' ~ model_name] -%}
    {%- set macros = [] -%}
    {%- for id in nodes -%}
        {%- set node = graph.nodes[id] -%}
        {%- do texts.update({id: node.raw_code}) -%}
        {%- for above in node.depends_on.nodes if above.startswith('model.') and above not in nodes -%}
            {%- do nodes.append(above) -%}
        {%- endfor -%}
        {%- for macro in node.depends_on.macros if macro.startswith('macro.yardstick.') and macro not in macros -%}
            {%- do macros.append(macro) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for id in macros -%}
        {%- set called = context[id.split('.')[-1]].macro -%}
        {%- do texts.update({id: called.macro_sql}) -%}
        {%- for macro in called.depends_on.macros if macro.startswith('macro.yardstick.') and macro not in macros -%}
            {%- do macros.append(macro) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif -%}
{{ return(local_md5(tojson(texts, sort_keys=true))) }}
{%- endmacro -%}

{#- A row as one line of text, for a fingerprint of content. -#}
{%- macro line_of(kind, columns, prefix='') -%}
'{{ kind }}'{% for column in columns %} || '|' || coalesce(cast({{ prefix }}{{ column }} as string), '-'){% endfor %}
{%- endmacro -%}
