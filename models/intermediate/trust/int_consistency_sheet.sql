-- The sheet of consistencies: every category that has departments, and the pooled row, for every pair and official run;
-- a cell with too few departments stays visible as such.
with pairs as (
    {%- for pair in ['contribution', 'leader', 'social', 'leader_objective', 'social_objective', 'leader_social'] %}
    select '{{ pair }}' as pair
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

categories as (
    select distinct runs.city_id, runs.year, runs.scheme_id, departments.category_id
    from {{ ref('int_runs') }} as runs
    inner join {{ ref('stg_departments') }} as departments
        on runs.city_id = departments.city_id and runs.year = departments.year
    where runs.is_official
    union all
    select city_id, year, scheme_id, cast(null as string) as category_id
    from {{ ref('int_runs') }}
    where is_official
)

select
    categories.city_id,
    categories.year,
    categories.scheme_id,
    categories.category_id,
    pairs.pair,
    coalesce(cells.n, pooled.n, 0) as n,
    coalesce(cells.is_stored, pooled.n is not null) as has_rho,
    coalesce(cells.rho, pooled.rho) as rho,
    case
        when categories.category_id is null then pooled.rho_low
        when cells.n >= 8 then tanh({{ fisher_z('cells.rho') }} - {{ z95() }} / sqrt({{ fisher_weight('cells.rho', 'cells.n') }}))
    end as rho_low,
    case
        when categories.category_id is null then pooled.rho_high
        when cells.n >= 8 then tanh({{ fisher_z('cells.rho') }} + {{ z95() }} / sqrt({{ fisher_weight('cells.rho', 'cells.n') }}))
    end as rho_high,
    coalesce(cells.pair_agreement, pooled.pair_agreement) as pair_agreement,
    coalesce(cells.rho_uncorrected, pooled.rho_uncorrected) as rho_uncorrected,
    coalesce(cells.rho_by_construction, pooled.rho_by_construction) as rho_by_construction,
    pooled.heterogeneity_q
from categories
cross join pairs
left join {{ ref('int_consistency_cells') }} as cells
    on categories.city_id = cells.city_id
    and categories.year = cells.year
    and categories.scheme_id = cells.scheme_id
    and categories.category_id = cells.category_id
    and pairs.pair = cells.pair
left join {{ ref('int_consistency_pooled') }} as pooled
    on categories.category_id is null
    and categories.city_id = pooled.city_id
    and categories.year = pooled.year
    and categories.scheme_id = pooled.scheme_id
    and pairs.pair = pooled.pair
