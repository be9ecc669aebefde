-- Who held which post in which year, what the department reached and what followed: the record of leading groups and
-- officials over years and posts. 建立领导班子和领导干部实绩档案，纳入数据库管理
with followed as (
    select
        city_id, year, department_id,
        {{ dbt.listagg("measure_id", "';'", "order by measure_id") }} as measures,
        {{ dbt.listagg("measure_id || ':' || state", "';'", "order by measure_id") }} as measure_states
    from {{ ref('measures_due') }}
    group by city_id, year, department_id
)

select
    officials.city_id,
    officials.year,
    results.scheme_id,
    results.is_official,
    officials.person_id,
    officials.name,
    officials.department_id,
    results.name_zh,
    results.name_en,
    results.category_id,
    officials.post,
    officials.from_on,
    officials.to_on,
    cast({{ dbt.datediff(
        "greatest(coalesce(officials.from_on, cast(cast(officials.year as string) || '-01-01' as date)), cast(cast(officials.year as string) || '-01-01' as date))",
        "least(coalesce(officials.to_on, cast(cast(officials.year as string) || '-12-31' as date)), cast(cast(officials.year as string) || '-12-31' as date))",
        'day'
    ) }} + 1 as bigint) as days_in_post,
    results.status,
    results.total,
    results.category_rank,
    results.n_ranked,
    results.grade_id,
    officials.result,
    officials.is_rated_excellent,
    followed.measures,
    followed.measure_states
from {{ ref('int_officials_rated') }} as officials
inner join {{ ref('department_results') }} as results
    on officials.city_id = results.city_id
    and officials.year = results.year
    and officials.department_id = results.department_id
    and results.is_official
left join followed
    on officials.city_id = followed.city_id
    and officials.year = followed.year
    and officials.department_id = followed.department_id
