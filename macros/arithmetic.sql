{#- rules.md, "Arithmetic". The three ways a number is made exact; nothing else in the project rounds. -#}

{#- fix(x, d): nearest DECIMAL(38,9), then half away from zero to d places. d is a number or a column (a scheme row);
    the branches are there because neither engine rounds a decimal to a varying number of places. -#}
{%- macro fix(x, d) -%}
    {%- if d is number -%}
        cast(round(cast({{ x }} as decimal(38, 9)), {{ d }}) as decimal(38, 9))
    {%- else -%}
        case {{ d }}
        {%- for places in range(7) %}
            when {{ places }} then cast(round(cast({{ x }} as decimal(38, 9)), {{ places }}) as decimal(38, 9))
        {%- endfor %}
        end
    {%- endif -%}
{%- endmacro -%}

{#- A raw value as it enters a sum: DECIMAL(18,9), so that the sum does not depend on the number of threads. -#}
{%- macro raw(x) -%}
    cast({{ x }} as decimal(18, 9))
{%- endmacro -%}

{#- A derived DOUBLE as it enters a sum over departments, groups or targets: same reason, more places. -#}
{%- macro exact(x) -%}
    cast({{ x }} as decimal(38, 15))
{%- endmacro -%}

{#- One division at the end, in DOUBLE on every engine; a zero denominator gives NULL. -#}
{%- macro ratio(numerator, denominator) -%}
    (cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0))
{%- endmacro -%}

{#- A common multiple of the distinct denominators of a group, as integer (exact below 1e12, which scheme_findings guards). -#}
{%- macro common_multiple(denominator) -%}
    cast(round(exp(sum(distinct ln({{ denominator }})))) as bigint)
{%- endmacro -%}
