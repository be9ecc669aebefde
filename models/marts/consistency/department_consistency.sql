-- Who disagrees: a department's rank by X beside its rank by Y in the same category.
select
    ranks.city_id,
    ranks.year,
    ranks.scheme_id,
    true as is_official,
    ranks.department_id,
    ranks.category_id,
    ranks.pair,
    ranks.x,
    ranks.y,
    cast(ranks.rank_x as bigint) as rank_x,
    cast(ranks.rank_y as bigint) as rank_y,
    cast(ranks.rank_x - ranks.rank_y as bigint) as difference,
    cast(ranks.n as bigint) as n,
    {{ fix('abs(ranks.rank_x - ranks.rank_y)', 9) }}
    > {{ fix('settings.discordance_share * (ranks.n - 1)', 9) }} as is_discordant
from {{ ref('int_consistency_ranks') }} as ranks
inner join {{ ref('int_scheme_settings') }} as settings on ranks.scheme_id = settings.scheme_id
