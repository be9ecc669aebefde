-- Who stands behind a benchmark comparison, and which of the year's peer cities gave nothing for this indicator, by name: a
-- median of five of twelve is read otherwise than one of twelve. 把各部门放在全省各市中对比考核
with peer_cities as (
    select distinct
        benchmarks.city_id,
        benchmarks.year,
        benchmarks.peer_city_id,
        coalesce(cities.name_zh, benchmarks.peer_city_id) as name_zh,
        coalesce(cities.name_en, benchmarks.peer_city_id) as name_en
    from {{ ref('stg_benchmarks') }} as benchmarks
    left join {{ ref('cities') }} as cities on benchmarks.peer_city_id = cities.city_id
),

given as (
    select distinct city_id, year, scheme_id, target_id, comparison, peer_id
    from {{ ref('int_target_peers') }}
    where comparison in ('benchmark_target', 'benchmark_actual')
),

compared as (
    select distinct city_id, year, scheme_id, target_id, comparison from given
),

named as (
    select
        compared.*,
        peer_cities.peer_city_id,
        peer_cities.name_zh,
        peer_cities.name_en,
        given.peer_id is not null as is_given
    from compared
    inner join peer_cities on compared.city_id = peer_cities.city_id and compared.year = peer_cities.year
    left join given
        on compared.city_id = given.city_id
        and compared.year = given.year
        and compared.scheme_id = given.scheme_id
        and compared.target_id = given.target_id
        and compared.comparison = given.comparison
        and peer_cities.peer_city_id = given.peer_id
),

listed as (
    select
        city_id,
        year,
        scheme_id,
        target_id,
        comparison,
        is_given,
        {{ dbt.listagg("name_zh", "'、'", "order by peer_city_id") }} as names_zh,
        {{ dbt.listagg("name_en", "', '", "order by peer_city_id") }} as names_en
    from named
    group by city_id, year, scheme_id, target_id, comparison, is_given
)

select
    city_id,
    year,
    scheme_id,
    target_id,
    comparison,
    max(case when is_given then names_zh end) as peers_zh,
    max(case when is_given then names_en end) as peers_en,
    max(case when not is_given then names_zh end) as missing_zh,
    max(case when not is_given then names_en end) as missing_en
from listed
group by city_id, year, scheme_id, target_id, comparison
