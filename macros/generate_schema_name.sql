{#- Schemas are named after the layer (staging, intermediate, marts), whatever the target's default schema. -#}
{%- macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro -%}
