-- Every year of a city that has departments is scored under every scheme the city ever used, and under the
-- scenarios; the run of the year's own scheme is official (rules.md, "Runs"). Reading int_scheme_findings here puts
-- every scoring model below its test: a mistake in the rule book stops everything after it.
with city_years as (
    select distinct city_id, year from {{ ref('stg_departments') }}
),

wanted as (
    select city_years.city_id, city_years.year, of_city.scheme_id
    from city_years
    inner join (select distinct city_id, scheme_id from {{ ref('scheme_years') }}) as of_city
        on city_years.city_id = of_city.city_id
    union
    select city_years.city_id, city_years.year, scenarios.scheme_id
    from city_years
    inner join {{ ref('scheme_scenarios') }} as scenarios
        on city_years.city_id = scenarios.city_id and city_years.year = scenarios.year
)

select
    wanted.city_id,
    wanted.year,
    wanted.scheme_id,
    official.scheme_id is not null as is_official
from wanted
left join {{ ref('scheme_years') }} as official
    on wanted.city_id = official.city_id
    and wanted.year = official.year
    and wanted.scheme_id = official.scheme_id
where not exists (select 1 from {{ ref('int_scheme_findings') }})
