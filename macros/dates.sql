{#- A day of an appraised year: day_of('targets.year', '12-31'). -#}
{%- macro day_of(year, month_day) -%}
cast(cast({{ year }} as string) || '-{{ month_day }}' as date)
{%- endmacro -%}
