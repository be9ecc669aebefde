-- Do the categories differ more than chance allows? p of the heterogeneity Q of a pooled consistency: the upper tail of
-- chi-square with (categories - 1) degrees of freedom (rules.md 8, pooled row). No engine has that function, so it is the
-- series of the incomplete gamma function, P(a, x) = sum over i of x^(a+i) e^-x / Gamma(a+i+1), a = df/2, x = Q/2; it
-- has converged where x is at most half the number of terms, beyond that p is 0 to the last digit.
{%- set terms = 400 %}
with halves as (
    select number, cast(number as double) / 2 as half
    from ({{ numbers(terms * 2 + 100) }}) as counted
    where number > 0
),

-- ln Gamma(number/2), from Gamma(1/2) = sqrt(pi), Gamma(1) = 1 and Gamma(z+1) = z Gamma(z)
gammas as (
    select
        number,
        case when number % 2 = 1 then ln(pi()) / 2 else 0 end
        + coalesce(
            cast(sum({{ exact('ln(half)') }}) over (
                partition by number % 2 order by number rows between unbounded preceding and 1 preceding
            ) as double), 0
        ) as ln_gamma
    from halves
),

lower_tails as (
    select
        pooled.city_id,
        pooled.year,
        pooled.scheme_id,
        pooled.pair,
        sum({{ exact("exp(
            ((pooled.n_categories - 1) / 2.0 + terms.number) * ln(pooled.heterogeneity_q / 2)
            - pooled.heterogeneity_q / 2 - gammas.ln_gamma
        )") }}) as lower_tail
    from {{ ref('int_consistency_pooled') }} as pooled
    cross join ({{ numbers(terms) }}) as terms
    inner join gammas on gammas.number = pooled.n_categories - 1 + 2 * terms.number + 2
    where pooled.heterogeneity_q > 0 and pooled.heterogeneity_q <= {{ terms }}
    group by pooled.city_id, pooled.year, pooled.scheme_id, pooled.pair
)

select
    pooled.city_id,
    pooled.year,
    pooled.scheme_id,
    pooled.pair,
    case
        when pooled.heterogeneity_q > {{ terms }} then 0
        when pooled.heterogeneity_q is not null then greatest(0, 1 - coalesce(cast(lower_tails.lower_tail as double), 0))
    end as heterogeneity_p
from {{ ref('int_consistency_pooled') }} as pooled
left join lower_tails
    on pooled.city_id = lower_tails.city_id
    and pooled.year = lower_tails.year
    and pooled.scheme_id = lower_tails.scheme_id
    and pooled.pair = lower_tails.pair
