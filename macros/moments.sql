{#- n times the sum of products of deviations of two fixed values, from exact decimal sums: n sum(xy) - sum(x) sum(y). -#}
{%- macro covariance_sum(x, y) -%}
cast(count(*) * sum(cast({{ x }} as decimal(18, 6)) * cast({{ y }} as decimal(18, 6)))
    - sum(cast({{ x }} as decimal(18, 6))) * sum(cast({{ y }} as decimal(18, 6))) as double)
{%- endmacro -%}
