-- Do contribution, leaders and society agree with the rest of the result? 三个一致. Verdict words come from the row:
-- "not significant" is never worded as "inconsistent" (rules.md 8). Categories of 5 to 7 have no interval; there the
-- permutation test takes its place.
with judged as (
    select
        sheet.*,
        settings.rho_min,
        p_values.p_value,
        p_values.p_adjusted,
        heterogeneity.heterogeneity_p,
        sheet.category_id is not null and sheet.n < 8 and p_values.p_value < settings.small_cell_p as is_small_and_clear
    from {{ ref('int_consistency_sheet') }} as sheet
    inner join {{ ref('int_scheme_settings') }} as settings on sheet.scheme_id = settings.scheme_id
    left join {{ ref('int_consistency_p_values') }} as p_values
        on sheet.city_id = p_values.city_id
        and sheet.year = p_values.year
        and sheet.scheme_id = p_values.scheme_id
        and coalesce(sheet.category_id, '') = coalesce(p_values.category_id, '')
        and sheet.pair = p_values.pair
    left join {{ ref('int_consistency_heterogeneity') }} as heterogeneity
        on sheet.category_id is null
        and sheet.city_id = heterogeneity.city_id
        and sheet.year = heterogeneity.year
        and sheet.scheme_id = heterogeneity.scheme_id
        and sheet.pair = heterogeneity.pair
),

directed as (
    select
        *,
        coalesce({{ fix('rho_low', 9) }} > 0, false) or (coalesce(is_small_and_clear, false) and rho > 0) as is_above,
        coalesce({{ fix('rho_high', 9) }} < 0, false) or (coalesce(is_small_and_clear, false) and rho < 0) as is_below
    from judged
)

select
    city_id,
    year,
    scheme_id,
    true as is_official,
    category_id,
    pair,
    cast(n as bigint) as n,
    rho,
    rho_low,
    rho_high,
    p_value,
    p_adjusted,
    pair_agreement,
    rho_uncorrected,
    rho_by_construction,
    heterogeneity_q,
    heterogeneity_p,
    case
        when n < 5 or not has_rho or rho is null then 'not_testable'
        when is_above and {{ fix('rho', 9) }} >= {{ fix('rho_min', 9) }} then 'consistent'
        when is_above then 'weak'
        when is_below then 'contrary'
        when {{ fix('rho', 9) }} >= {{ fix('rho_min', 9) }} then 'leaning'
        else 'no_evidence'
    end as verdict
from directed
