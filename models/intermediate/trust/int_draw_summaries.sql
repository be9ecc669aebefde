-- Spread of the draws of a department: deviation of the total, and the ranks between the 5 % and 95 % quantiles (type 7),
-- rounded outwards (rules.md 8).
select
    results.city_id,
    results.year,
    results.scheme_id,
    results.kind,
    results.department_id,
    count(*) as n_draws,
    sqrt({{ exact_variance('results.total') }}) as total_deviation,
    {{ quantile('results.category_rank', 0.5) }} as rank_median,
    cast(floor({{ fix(quantile('results.category_rank', 0.05), 9) }}) as bigint) as rank_low,
    cast(ceil({{ fix(quantile('results.category_rank', 0.95), 9) }}) as bigint) as rank_high
from {{ ref('int_draw_results') }} as results
where results.is_eligible
group by results.city_id, results.year, results.scheme_id, results.kind, results.department_id
