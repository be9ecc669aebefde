{#- Fisher's z of a rank correlation and its Bonett-Wright weight 1/se^2; rho is clipped away from +-1 inside both. -#}
{%- macro clipped(rho) -%} least(greatest({{ rho }}, -(1 - 1e-9)), 1 - 1e-9) {%- endmacro -%}
{%- macro fisher_z(rho) -%} atanh({{ clipped(rho) }}) {%- endmacro -%}
{%- macro fisher_weight(rho, n) -%}
(({{ n }} - 3) / (1 + {{ clipped(rho) }} * {{ clipped(rho) }} / 2))
{%- endmacro -%}

{#- The 97.5 % quantile of the normal distribution (rules.md 2 and 8). -#}
{%- macro z95() -%} 1.959963984540054 {%- endmacro -%}
