{#- One setting out of the long table int_settings, inside a group by; typed by the caller. -#}
{%- macro setting(setting_id) -%}
    max(case when setting_id = '{{ setting_id }}' then value end)
{%- endmacro -%}
