{#- The integers 0 .. n - 1 as rows of one column `number`, by digits, on every engine. -#}
{%- macro numbers(n) -%}
{%- set digits = (n - 1) | string | length -%}
select number from (
    select {% for i in range(digits) %}d{{ i }}.digit * {{ 10 ** i }}{{ ' + ' if not loop.last }}{% endfor %} as number
    from
    {%- for i in range(digits) %}
    ({% for digit in range(10) %}select {{ digit }} as digit{{ ' union all ' if not loop.last }}{% endfor %}) as d{{ i }}{{ ' cross join' if not loop.last }}
    {%- endfor %}
) as counted
where number < {{ n }}
{%- endmacro -%}
