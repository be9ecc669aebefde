{#- An option that is a positive integer is a rank where mark_mode = rank (rules.md 2). -#}
{%- macro is_rank(option_id) -%}
(try_cast({{ option_id }} as integer) > 0 and cast(try_cast({{ option_id }} as integer) as string) = {{ option_id }})
{%- endmacro -%}
