{#- Pearson correlation of two columns of mid-ranks: multiples of 1/2, so the DOUBLE sums are exact whatever the order. -#}
{%- macro pearson(x, y) -%}
(count(*) * sum(cast({{ x }} as double) * cast({{ y }} as double)) - sum(cast({{ x }} as double)) * sum(cast({{ y }} as double)))
/ nullif(sqrt(
    (count(*) * sum(cast({{ x }} as double) * cast({{ x }} as double)) - sum(cast({{ x }} as double)) * sum(cast({{ x }} as double)))
    * (count(*) * sum(cast({{ y }} as double) * cast({{ y }} as double)) - sum(cast({{ y }} as double)) * sum(cast({{ y }} as double)))
), 0)
{%- endmacro -%}

{#- Sample variance of fixed values from exact decimal sums: (n sum(v^2) - sum(v)^2) / (n (n - 1)). -#}
{%- macro exact_variance(v) -%}
(cast(count({{ v }}) * sum(cast({{ v }} as decimal(18, 6)) * cast({{ v }} as decimal(18, 6)))
    - sum(cast({{ v }} as decimal(18, 6))) * sum(cast({{ v }} as decimal(18, 6))) as double)
/ nullif(count({{ v }}) * (count({{ v }}) - 1), 0))
{%- endmacro -%}
