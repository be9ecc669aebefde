-- Where the officials' own results break a use of the result: a head rated excellent though barred, more officials rated
-- excellent than the quota has places (rules.md 7). No names: they stand in the archive alone. 部门领导当年不得考核为优秀
with heads as (
    select city_id, year, department_id, count(distinct person_id) as n_persons
    from {{ ref('int_officials_rated') }}
    where post = 'head' and is_rated_excellent
    group by city_id, year, department_id
),

rated as (
    select city_id, year, department_id, count(distinct person_id) as n_persons
    from {{ ref('int_officials_rated') }}
    where is_rated_excellent
    group by city_id, year, department_id
)

select
    measures.city_id,
    measures.year,
    measures.department_id,
    measures.measure_id,
    heads.n_persons,
    cast(0 as bigint) as places,
    '主要负责人当年考核为优秀' as contradiction_zh,
    'the head was rated excellent that year' as contradiction_en
from {{ ref('measures') }} as measures
inner join heads
    on measures.city_id = heads.city_id
    and measures.year = heads.year
    and measures.department_id = heads.department_id
where measures.is_official and measures.measure_id = 'head_barred_from_excellent'
union all
select
    quotas.city_id,
    quotas.year,
    quotas.department_id,
    'civil_servant_excellent_share' as measure_id,
    rated.n_persons,
    quotas.places,
    '名册中 ' || cast(rated.n_persons as string) || ' 人考核为优秀，超过名额 ' || cast(quotas.places as string) || ' 人' as contradiction_zh,
    cast(rated.n_persons as string) || ' officials on the list were rated excellent, the quota has '
    || cast(quotas.places as string) as contradiction_en
from {{ ref('excellent_quotas') }} as quotas
inner join rated
    on quotas.city_id = rated.city_id
    and quotas.year = rated.year
    and quotas.department_id = rated.department_id
where quotas.is_official and rated.n_persons > quotas.places
