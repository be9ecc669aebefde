-- Do contribution, leaders and society agree with the rest of the result? 三个一致. Verdict words come from the row:
-- "not significant" is never worded as "inconsistent" (rules.md 8). p values arrive with the permutation tests.
with judged as (
    select
        sheet.*,
        settings.rho_min,
        cast(null as double) as p_value,
        cast(null as double) as p_adjusted
    from {{ ref('int_consistency_sheet') }} as sheet
    inner join {{ ref('int_scheme_settings') }} as settings on sheet.scheme_id = settings.scheme_id
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
    case
        when n < 5 or not has_rho or rho is null then 'not_testable'
        when {{ fix('rho_low', 9) }} > 0 and {{ fix('rho', 9) }} >= {{ fix('rho_min', 9) }} then 'consistent'
        when {{ fix('rho_low', 9) }} > 0 then 'weak'
        when {{ fix('rho_high', 9) }} < 0 then 'contrary'
        when {{ fix('rho', 9) }} >= {{ fix('rho_min', 9) }} then 'leaning'
        else 'no_evidence'
    end as verdict
from judged
