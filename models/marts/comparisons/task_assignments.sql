-- Every city task beside every department it was given to: whether a target of the department names it (the counted
-- targets that the coverage test of conservative_findings looks at). 目标任务层层分解
with named as (
    select
        city_id,
        year,
        department_id,
        task_id,
        count(*) as n_targets,
        {{ dbt.listagg('target_id', "';'", "order by target_id") }} as target_ids
    from {{ ref('int_conservative_targets') }}
    where years_back = 0 and task_id is not null
    group by city_id, year, department_id, task_id
)

select
    tasks.city_id,
    tasks.year,
    runs.scheme_id,
    true as is_official,
    tasks.task_id,
    tasks.title,
    shares.department_id,
    departments.name_zh,
    departments.name_en,
    departments.category_id,
    tasks.weight as task_weight,
    shares.share,
    {{ ratio(
        exact('tasks.weight * shares.share'),
        'sum(' ~ exact('tasks.weight * shares.share') ~ ') over (partition by shares.city_id, shares.year, shares.department_id)'
    ) }} as part_of_department,
    named.task_id is not null as is_named,
    cast(coalesce(named.n_targets, 0) as bigint) as n_targets,
    named.target_ids
from {{ ref('stg_task_shares') }} as shares
inner join {{ ref('stg_city_tasks') }} as tasks
    on shares.city_id = tasks.city_id and shares.year = tasks.year and shares.task_id = tasks.task_id
inner join {{ ref('stg_departments') }} as departments
    on shares.city_id = departments.city_id and shares.year = departments.year and shares.department_id = departments.department_id
inner join {{ ref('int_runs') }} as runs
    on shares.city_id = runs.city_id and shares.year = runs.year and runs.is_official
left join named
    on shares.city_id = named.city_id
    and shares.year = named.year
    and shares.department_id = named.department_id
    and shares.task_id = named.task_id
