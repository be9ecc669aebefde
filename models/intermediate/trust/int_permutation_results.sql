-- How many permutations are at least as extreme as what was observed: |rho| of a category, |weighted mean z| of the pooled
-- row with the weights of the permuted rho (rules.md 8, p_value). Kept by official run: only runs whose values changed are
-- permuted again, those that are gone are deleted.
{{ config(
    materialized='incremental' if target.type == 'duckdb' else 'table',
    incremental_strategy='append',
    on_schema_change='sync_all_columns',
    pre_hook="{% if is_incremental() %}delete from {{ this }} where fingerprint not in (select fingerprint from {{ ref('int_permutation_partitions') }} where not is_changed){% endif %}"
) }}
{%- set run = ['city_id', 'year', 'scheme_id', 'pair'] %}
with permuted as (
    select {{ run | join(', ') }}, category_id, permutation, n, rho from {{ ref('int_permuted_correlations') }}
    union all
    select {{ run | join(', ') }}, category_id, 0, cast(n as double), rho from {{ ref('int_consistency_cells') }} where is_stored
),

statistics as (
    select {{ run | join(', ') }}, category_id, permutation, n, abs(rho) as statistic
    from permuted
    union all
    select
        {{ run | join(', ') }}, cast(null as string), permutation, sum(n),
        abs({{ ratio('sum(' ~ exact(fisher_weight('rho', 'n') ~ ' * ' ~ fisher_z('rho')) ~ ')', 'sum(' ~ exact(fisher_weight('rho', 'n')) ~ ')') }})
    from permuted
    group by {{ run | join(', ') }}, permutation
),

counted as (
    select
        {% for key in run %}drawn.{{ key }}, {% endfor %}
        drawn.category_id,
        count(*) as n_permutations,
        sum(case when drawn.statistic >= observed.statistic - 1e-12 then 1 else 0 end) as n_extreme
    from statistics as drawn
    inner join statistics as observed
        on {% for key in run %}drawn.{{ key }} = observed.{{ key }} and {% endfor %}coalesce(drawn.category_id, '') = coalesce(observed.category_id, '')
        and observed.permutation = 0
        and observed.n >= 5
    where drawn.permutation > 0
    group by {% for key in run %}drawn.{{ key }}, {% endfor %}drawn.category_id
)

select
    partitions.city_id,
    partitions.year,
    partitions.scheme_id,
    partitions.fingerprint,
    counted.category_id,
    counted.pair,
    cast(counted.n_permutations as bigint) as n_permutations,
    cast(counted.n_extreme as bigint) as n_extreme
from {{ ref('int_permutation_partitions') }} as partitions
left join counted
    on partitions.city_id = counted.city_id
    and partitions.year = counted.year
    and partitions.scheme_id = counted.scheme_id
where partitions.is_changed
