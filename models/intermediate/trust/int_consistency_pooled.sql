-- Pooled over the categories of a run: weighted mean of z over the cells with n >= 4 and spread; heterogeneity Q.
-- The categories are never thrown together, since their levels differ (scoring.md C.2).
with cells as (
    select
        *,
        {{ fisher_z('rho') }} as z,
        {{ fisher_weight('rho', 'n') }} as weight,
        case when rho_uncorrected is not null then {{ fisher_z('rho_uncorrected') }} end as z_uncorrected,
        case when rho_uncorrected is not null then {{ fisher_weight('rho_uncorrected', 'n') }} end as weight_uncorrected
    from {{ ref('int_consistency_cells') }}
    where is_stored
),

pooled as (
    select
        city_id,
        year,
        scheme_id,
        pair,
        count(*) as n_categories,
        sum(n) as n,
        {{ ratio('sum(' ~ exact('weight * z') ~ ')', 'sum(' ~ exact('weight') ~ ')') }} as z,
        cast(sum({{ exact('weight') }}) as double) as weight,
        {{ ratio('sum(' ~ exact('weight_uncorrected * z_uncorrected') ~ ')', 'sum(' ~ exact('weight_uncorrected') ~ ')') }} as z_uncorrected,
        {{ ratio('sum(' ~ exact('n_pairs * pair_agreement') ~ ')', 'sum(n_pairs)') }} as pair_agreement,
        {{ ratio('sum(' ~ exact('n * rho_by_construction') ~ ')', 'sum(n)') }} as rho_by_construction
    from cells
    group by city_id, year, scheme_id, pair
),

spread as (
    select
        cells.city_id,
        cells.year,
        cells.scheme_id,
        cells.pair,
        cast(sum({{ exact('cells.weight * (cells.z - pooled.z) * (cells.z - pooled.z)') }}) as double) as heterogeneity_q
    from cells
    inner join pooled
        on cells.city_id = pooled.city_id
        and cells.year = pooled.year
        and cells.scheme_id = pooled.scheme_id
        and cells.pair = pooled.pair
    group by cells.city_id, cells.year, cells.scheme_id, cells.pair
)

select
    pooled.city_id,
    pooled.year,
    pooled.scheme_id,
    pooled.pair,
    pooled.n_categories,
    pooled.n,
    tanh(pooled.z) as rho,
    tanh(pooled.z - {{ z95() }} / sqrt(pooled.weight)) as rho_low,
    tanh(pooled.z + {{ z95() }} / sqrt(pooled.weight)) as rho_high,
    pooled.pair_agreement,
    tanh(pooled.z_uncorrected) as rho_uncorrected,
    pooled.rho_by_construction,
    case when pooled.n_categories > 1 then spread.heterogeneity_q end as heterogeneity_q
from pooled
left join spread
    on pooled.city_id = spread.city_id
    and pooled.year = spread.year
    and pooled.scheme_id = spread.scheme_id
    and pooled.pair = spread.pair
