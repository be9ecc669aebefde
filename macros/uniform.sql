{#- Uniform numbers out of text (rules.md, Arithmetic): the first 15 hex digits of its md5 as an integer / 2^60. The same
    on every engine, on every run and in every order of the rows. -#}
{%- macro hash_number(text) -%}
{%- if target.type == 'spark' -%}
    cast(conv(substr(md5({{ text }}), 1, 15), 16, 10) as bigint)
{%- else -%}
    cast('0x' || substr(md5({{ text }}), 1, 15) as bigint)
{%- endif -%}
{%- endmacro -%}

{%- macro uniform(text) -%}
    (cast({{ hash_number(text) }} as double) / {{ 2 ** 60 }})
{%- endmacro -%}

{#- Poisson(1) quantile of a uniform number (rules.md 8, ballot bootstrap): the first cumulative probability that exceeds
    u. Hex digits are compared as text, which is the same and cheaper than turning them into numbers. -#}
{%- macro poisson_quantile(hex_digits) -%}
case
    {%- for cumulative in [0.367879441, 0.735758882, 0.919698603, 0.981011843, 0.996340153, 0.999405815, 0.999916759] %}
    when {{ hex_digits }} < '{{ '%015x' % ((cumulative * 2 ** 60) | int) }}' then {{ loop.index0 }}
    {%- endfor %}
    else 7
end
{%- endmacro -%}

{#- Quantile of type 7 (linear), p a number or a column; both engines have it under another name. -#}
{%- macro quantile(x, p) -%}
{{ 'percentile' if target.type == 'spark' else 'quantile_cont' }}(cast({{ x }} as double), {{ p }})
{%- endmacro -%}
