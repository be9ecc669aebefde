-- p values of the permutation tests and their correction for the number of tests: Holm over the three pooled
-- consistencies of the year, Benjamini-Hochberg over their category cells (rules.md 8, p_adjusted).
with tested as (
    select
        city_id,
        year,
        scheme_id,
        category_id,
        pair,
        {{ ratio('1 + n_extreme', 'n_permutations + 1') }} as p_value,
        pair in ('contribution', 'leader', 'social') as is_headline,
        category_id is null as is_pooled
    from {{ ref('int_permutation_results') }}
    where pair is not null
),

{%- set family = 'city_id, year, scheme_id, is_headline, is_pooled' %}
ordered as (
    select
        *,
        row_number() over (partition by {{ family }} order by p_value, pair, category_id) as place,
        count(*) over (partition by {{ family }}) as n_tests
    from tested
),

adjusted as (
    select
        *,
        max((n_tests - place + 1) * p_value) over (partition by {{ family }} order by place rows between unbounded preceding and current row) as holm,
        min(p_value * n_tests / place) over (partition by {{ family }} order by place desc rows between unbounded preceding and current row) as benjamini_hochberg
    from ordered
)

select
    city_id,
    year,
    scheme_id,
    category_id,
    pair,
    p_value,
    case when is_headline then least(1, case when is_pooled then holm else benjamini_hochberg end) end as p_adjusted
from adjusted
