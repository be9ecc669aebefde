-- A part is compared with the result without it, since a part always agrees with its whole: for leader and social X is the
-- component's points and X + Y the department's total; contribution, which is no part, is compared with the whole total;
-- the other pairs start from the component's points (rules.md 8). Official results only. 力求考评结果做到“三个一致”
select
    pairs.city_id,
    pairs.year,
    pairs.scheme_id,
    pairs.department_id,
    pairs.pair,
    pairs.x,
    pairs.y,
    results.total
from {{ ref('department_consistency') }} as pairs
left join {{ ref('department_results') }} as results
    on pairs.city_id = results.city_id
    and pairs.year = results.year
    and pairs.scheme_id = results.scheme_id
    and pairs.department_id = results.department_id
left join {{ ref('component_results') }} as parts
    on pairs.city_id = parts.city_id
    and pairs.year = parts.year
    and pairs.scheme_id = parts.scheme_id
    and pairs.department_id = parts.department_id
    and parts.component_id = case
        when pairs.pair in ('leader', 'leader_objective', 'leader_social') then 'leader'
        when pairs.pair in ('social', 'social_objective') then 'social'
    end
where
    not coalesce(results.is_official, false)
    or case
        when pairs.pair in ('leader', 'social')
            then not coalesce(pairs.x = parts.points and pairs.x + pairs.y = results.total, false)
        when pairs.pair = 'contribution' then coalesce(pairs.y <> results.total, true)
        else coalesce(pairs.x <> parts.points, true)
    end
