{#- A fixed number as text with the places it has and no more: 86.2, 100. A reason that somebody appeals against must not
    show a rounded total beside the limit it did or did not reach. -#}
{%- macro figure(x) -%}
    trim(trailing '.' from trim(trailing '0' from cast(cast({{ x }} as decimal(38, 9)) as string)))
{%- endmacro -%}
