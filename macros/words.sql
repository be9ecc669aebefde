{#- Numbers inside sentences. Both engines write a short decimal alike and a double each in its own way, so every number
    in a sentence goes through a decimal of 1 to 9 places; trailing zeros go. 9 places show a fixed number as it is: a reason
    that somebody appeals against must not round a total beside the limit it did or did not reach. -#}
{%- macro number_text(x, places=4) -%}
regexp_replace(cast(cast({{ fix(x, places) }} as decimal(38, {{ places }})) as string), '[.]?0+$', '')
{%- endmacro -%}

{#- A share (0-1) as per cent. -#}
{%- macro percent_text(x, places=2) -%}
({{ number_text('100 * (' ~ x ~ ')', places) }} || '%')
{%- endmacro -%}

{#- A difference or its threshold: per cent for amounts, in the unit itself for rates (rules.md 4, Comparisons). -#}
{%- macro difference_text(x, unit_kind='unit_kind') -%}
case {{ unit_kind }} when 'rate' then {{ number_text(x) }} else {{ percent_text(x) }} end
{%- endmacro -%}
