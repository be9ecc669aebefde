-- A rank is 1 + the number of departments that stand better, for every component among those ranked and scored in it, and
-- for the total among those ranked and complete; nobody else has one (rules.md 1, Rank). Counted anew, without rank().
with members as (
    select
        city_id, year, scheme_id, category_id, component_id, department_id, category_rank, points as value,
        is_ranked and status = 'scored' as is_member
    from {{ ref('component_results') }}
    union all
    select
        city_id, year, scheme_id, category_id, 'total with bonus', department_id, category_rank, total,
        is_ranked and status = 'complete'
    from {{ ref('department_results') }}
),

by_value as (
    select
        city_id, year, scheme_id, category_id, component_id, value,
        sum(count(*)) over (
            partition by city_id, year, scheme_id, category_id, component_id
            order by value desc
            rows between unbounded preceding and current row
        ) - count(*) as n_better
    from members
    where is_member
    group by city_id, year, scheme_id, category_id, component_id, value
)

select
    members.city_id,
    members.year,
    members.scheme_id,
    members.category_id,
    members.component_id,
    members.department_id,
    members.value,
    members.category_rank,
    by_value.n_better + 1 as expected_rank
from members
left join by_value
    on members.is_member
    and members.city_id = by_value.city_id
    and members.year = by_value.year
    and members.scheme_id = by_value.scheme_id
    and members.category_id = by_value.category_id
    and members.component_id = by_value.component_id
    and members.value = by_value.value
where coalesce(members.category_rank, -1) <> coalesce(by_value.n_better + 1, -1)
