-- What a department's shares of the city's tasks delivered: 与部门实际工作对地方经济社会发展的贡献率趋向一致.
-- rate: its part of all that the city's (shared-out) tasks delivered; index: how well its own part was delivered.
with tasks as (
    select
        shares.city_id,
        shares.year,
        shares.task_id,
        shares.department_id,
        tasks.weight,
        tasks.delivered,
        shares.share
    from {{ ref('stg_task_shares') }} as shares
    inner join {{ ref('stg_city_tasks') }} as tasks
        on shares.city_id = tasks.city_id and shares.year = tasks.year and shares.task_id = tasks.task_id
),

of_department as (
    select
        city_id,
        year,
        department_id,
        sum({{ exact('weight * share * delivered') }}) as delivered_part,
        sum({{ exact('weight * share') }}) as assigned_part
    from tasks
    group by city_id, year, department_id
),

of_city as (
    select city_id, year, sum({{ exact('weight * delivered') }}) as delivered_by_city
    from (select distinct city_id, year, task_id, weight, delivered from tasks) as shared_out
    group by city_id, year
),

valued as (
    select
        departments.city_id,
        departments.year,
        departments.department_id,
        departments.category_id,
        of_department.department_id is not null as has_share,
        {{ ratio('of_department.delivered_part', 'of_city.delivered_by_city') }} as contribution_rate,
        {{ ratio('of_department.delivered_part', 'of_department.assigned_part') }} as contribution_index
    from {{ ref('stg_departments') }} as departments
    inner join of_city on departments.city_id = of_city.city_id and departments.year = of_city.year
    left join of_department
        on departments.city_id = of_department.city_id
        and departments.year = of_department.year
        and departments.department_id = of_department.department_id
)

select
    city_id,
    year,
    department_id,
    category_id,
    contribution_rate,
    contribution_index,
    {{ fix('contribution_rate', 6) }} as fixed_rate,
    {{ fix('contribution_index', 6) }} as fixed_index,
    has_share
from valued
