-- Step 2: places of each quota grade in a category, before any carrying.
-- 对应的考评结果也分别从各类别中按比例产生
-- each: floor(N num/den + 1/2). largest_remainder: whole parts, then one more by remainder, ties to the better grade.
{%- set category = 'city_id, year, scheme_id, draw, category_id' %}
with divided as (
    select
        *,
        cast((numerator - numerator % multiple) / multiple as bigint) as whole_places,
        numerator % multiple as remainder,
        cast((2 * numerator + multiple - (2 * numerator + multiple) % (2 * multiple)) / (2 * multiple) as bigint) as half_up_places
    from {{ ref('int_grade_shares') }}
),

ranked as (
    select
        *,
        n_eligible - sum(whole_places) over (partition by {{ category }}) as n_left_over,
        row_number() over (partition by {{ category }} order by remainder desc, grade_order) as remainder_order
    from divided
),

rounded as (
    select
        *,
        case
            when rounding = 'largest_remainder'
                then whole_places + case when remainder_order <= n_left_over then 1 else 0 end
            else half_up_places
        end as wanted_places,
        coalesce(
            rounding = 'largest_remainder'
            and max(case when remainder_order = n_left_over then remainder end) over (partition by {{ category }})
            = max(case when remainder_order = n_left_over + 1 then remainder end) over (partition by {{ category }}),
            false
        ) as remainder_tie
    from ranked
),

-- More places than N: the lowest quota grade loses first.
capped as (
    select
        *,
        case
            when is_quota then greatest(0, least(
                wanted_places,
                n_eligible - coalesce(sum(wanted_places) over (
                    partition by {{ category }}, is_quota
                    order by grade_order
                    rows between unbounded preceding and 1 preceding
                ), 0)
            ))
        end as quota_places
    from rounded
)

select
    {{ category }},
    grade_id,
    grade_order,
    cast(n_eligible as bigint) as n_eligible,
    cast(
        coalesce(quota_places, n_eligible - coalesce(sum(quota_places) over (partition by {{ category }}), 0)) as bigint
    ) as places,
    remainder_tie,
    is_quota
from capped
