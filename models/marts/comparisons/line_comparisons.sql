-- A department beside those of the same line of work in the other cities of the warehouse, total and top components. Each
-- city marks by itself, so the place inside the own category travels better than the points; other schemes are marked.
-- 同时把各部门放在全省各市中对比考核
with measured as (
    select
        city_id, year, scheme_id, department_id, category_id, cast(null as string) as component_id, 0 as sort_order,
        cast(total as double) as value, category_rank, n_ranked as n
    from {{ ref('department_results') }}
    where is_official and status = 'complete'
    union all
    select
        city_id, year, scheme_id, department_id, category_id, component_id, sort_order, score, category_rank,
        count(category_rank) over (partition by city_id, year, component_id, category_id)
    from {{ ref('component_results') }}
    where is_official and status = 'scored' and tree_level = 1 and kind = 'normal'
),

standings as (
    select
        measured.*,
        coalesce(component_id, '') as measure,
        case when category_rank is not null then {{ ratio(
            'n - category_rank - (count(*) over (partition by city_id, year, category_id, component_id, category_rank) - 1) / 2.0 + 0.5', 'n'
        ) }} end as percentile
    from measured
),

departments as (
    select departments.*, runs.scheme_id
    from {{ ref('stg_departments') }} as departments
    inner join {{ ref('int_runs') }} as runs
        on departments.city_id = runs.city_id and departments.year = runs.year and runs.is_official
),

beside as (
    select
        own.city_id, own.year, own.scheme_id, own.department_id, own.category_id, own.line_id,
        others.city_id as peer_city_id, peers.department_id as peer_department_id, peers.name_zh as peer_name_zh,
        peers.name_en as peer_name_en, peers.category_id as peer_category_id, peers.scheme_id as peer_scheme_id,
        years.year is not null as has_peer_year
    from departments as own
    inner join (select distinct city_id from departments) as others on own.city_id <> others.city_id
    left join (select distinct city_id, year from departments) as years on others.city_id = years.city_id and own.year = years.year
    left join departments as peers
        on others.city_id = peers.city_id and own.year = peers.year and own.line_id = peers.line_id
    where own.line_id is not null
),

valued as (
    select
        beside.*, own.component_id, own.sort_order, own.value as own_value, own.percentile as own_percentile,
        peers.value as peer_value, peers.percentile as peer_percentile,
        count(peers.value) over (partition by beside.city_id, beside.year, beside.department_id, own.measure) as n_peers
    from beside
    inner join standings as own
        on beside.city_id = own.city_id and beside.year = own.year and beside.department_id = own.department_id
    left join standings as peers
        on beside.peer_city_id = peers.city_id and beside.year = peers.year
        and beside.peer_department_id = peers.department_id and own.measure = peers.measure
    where beside.peer_department_id is not null or own.component_id is null
)

select
    valued.city_id,
    valued.year,
    valued.scheme_id,
    true as is_official,
    valued.department_id,
    valued.category_id,
    valued.line_id,
    valued.component_id,
    valued.sort_order,
    valued.peer_city_id,
    valued.peer_department_id,
    valued.peer_name_zh,
    valued.peer_name_en,
    valued.peer_category_id,
    valued.scheme_id = valued.peer_scheme_id as is_same_scheme,
    valued.own_value,
    valued.peer_value,
    valued.own_value - valued.peer_value as difference,
    valued.own_percentile,
    valued.peer_percentile,
    cast(valued.n_peers as bigint) as n_peers,
    case
        when not valued.has_peer_year then coalesce(cities.name_zh, valued.peer_city_id) || '没有这一年的资料。'
        when valued.peer_department_id is null then coalesce(cities.name_zh, valued.peer_city_id) || '没有同一条线的部门。'
        when valued.peer_value is null then valued.peer_name_zh || '这一项没有得分，或当地办法没有这一项。'
    end as missing_zh,
    case
        when not valued.has_peer_year then coalesce(cities.name_en, valued.peer_city_id) || ' has no data for this year.'
        when valued.peer_department_id is null then coalesce(cities.name_en, valued.peer_city_id) || ' has no department of this line.'
        when valued.peer_value is null then coalesce(valued.peer_name_en, valued.peer_name_zh) || ' has no score here, or its scheme no such component.'
    end as missing_en
from valued
left join {{ ref('cities') }} as cities on valued.peer_city_id = cities.city_id
