-- Who stands at the bottom or at the back of the category in a run: rank from below, with ties, in categories that are
-- large enough and only if somebody ranks above; or the grade admonition (rules.md 7).
-- 对考评结果倒数的部门和单位；考评结果靠后的部门
with ranked as (
    select
        totals.*,
        case
            when totals.is_eligible then rank() over (
                partition by
                    totals.city_id, totals.year, totals.scheme_id, totals.draw, totals.category_id, totals.is_eligible
                order by totals.total
            )
        end as rank_from_below
    from {{ ref('int_totals') }} as totals
    where totals.draw = 0
),

placed as (
    select
        ranked.city_id,
        ranked.year,
        ranked.scheme_id,
        ranked.department_id,
        ranked.category_id,
        ranked.n_ranked,
        cast(ranked.rank_from_below as bigint) as rank_from_below,
        coalesce(
            ranked.rank_from_below <= settings.bottom_count
            and ranked.n_ranked >= settings.bottom_min_ranked
            and ranked.category_rank > 1, false
        )
        or coalesce(ordered.is_admonition, false) as is_bottom,
        cast(floor({{ fix('settings.back_share * ranked.n_ranked', 9) }}) as bigint) as back_places
    from ranked
    inner join {{ ref('int_scheme_settings') }} as settings on ranked.scheme_id = settings.scheme_id
    left join {{ ref('int_grades') }} as grades
        on ranked.city_id = grades.city_id
        and ranked.year = grades.year
        and ranked.scheme_id = grades.scheme_id
        and ranked.draw = grades.draw
        and ranked.department_id = grades.department_id
    left join {{ ref('int_grades_ordered') }} as ordered
        on grades.scheme_id = ordered.scheme_id and grades.grade_id = ordered.grade_id
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    category_id,
    n_ranked,
    rank_from_below,
    back_places,
    is_bottom,
    is_bottom or coalesce(rank_from_below <= back_places, false) as is_back
from placed
