-- What a change since last year is made of: of the total, the scheme's part is half of what the change of scheme does to
-- this year and to last year, the rest is results; of the rank, each switch's mean effect over the six orders in which own
-- results, peers and scheme may change (Shapley). Both add up exactly (rules.md 9). 今年和去年相比
with parts as (
    select
        corners.city_id,
        corners.year_now as year,
        corners.scheme_now as scheme_id,
        corners.department_now as department_id,
        corners.category_id,
        corners.scheme_before,
        corners.department_before,
        corners.is_comparable,
        corners.total_now_now - corners.total_before_before as total_change,
        cast(
            (corners.total_now_now - corners.total_now_before + corners.total_before_now - corners.total_before_before) * 0.5
            as decimal(38, 9)
        ) as total_by_scheme,
        ranks.rank_now_now_now - ranks.rank_before_before_before as rank_change,
        2 * (ranks.rank_now_before_before - ranks.rank_before_before_before)
        + (ranks.rank_now_now_before - ranks.rank_before_now_before)
        + (ranks.rank_now_before_now - ranks.rank_before_before_now)
        + 2 * (ranks.rank_now_now_now - ranks.rank_before_now_now) as six_by_own,
        2 * (ranks.rank_before_now_before - ranks.rank_before_before_before)
        + (ranks.rank_now_now_before - ranks.rank_now_before_before)
        + (ranks.rank_before_now_now - ranks.rank_before_before_now)
        + 2 * (ranks.rank_now_now_now - ranks.rank_now_before_now) as six_by_peers,
        2 * (ranks.rank_before_before_now - ranks.rank_before_before_before)
        + (ranks.rank_now_before_now - ranks.rank_now_before_before)
        + (ranks.rank_before_now_now - ranks.rank_before_now_before)
        + 2 * (ranks.rank_now_now_now - ranks.rank_now_now_before) as six_by_scheme
    from {{ ref('int_change_corners') }} as corners
    left join {{ ref('int_change_ranks') }} as ranks
        on corners.city_id = ranks.city_id
        and corners.year_now = ranks.year_now
        and corners.department_now = ranks.department_now
)

select
    city_id,
    year,
    scheme_id,
    true as is_official,
    department_id,
    category_id,
    department_before,
    scheme_before,
    case when is_comparable then 'comparable' else 'not_comparable' end as status,
    case when is_comparable then cast(total_change as decimal(38, 9)) end as total_change,
    case when is_comparable then cast(total_change - total_by_scheme as decimal(38, 9)) end as total_by_results,
    case when is_comparable then total_by_scheme end as total_by_scheme,
    cast(rank_change as bigint) as rank_change,
    {{ ratio('six_by_own', 6) }} as rank_by_own,
    {{ ratio('six_by_peers', 6) }} as rank_by_peers,
    {{ ratio('six_by_scheme', 6) }} as rank_by_scheme
from parts
