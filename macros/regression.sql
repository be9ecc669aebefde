{#- Products of deviations as they enter a sum: 24 places, because a covariance of shares is small (`exact` keeps 15). -#}
{%- macro fine(x) -%}
    cast({{ x }} as decimal(38, 24))
{%- endmacro -%}
