-- How much of every city task the departments it was given to wrote into their own targets, and the tasks nobody took.
-- 全市任务有没有人认领
with assigned as (
    select
        city_id,
        year,
        task_id,
        count(*) as n_departments,
        sum(case when is_named then 1 else 0 end) as n_naming,
        {{ ratio('sum(case when is_named then ' ~ exact('share') ~ ' else 0 end)', 'sum(' ~ exact('share') ~ ')') }} as coverage,
        {%- for language, between in [('zh', '、'), ('en', '; ')] %}
        {{ dbt.listagg("case when is_named then coalesce(name_" ~ language ~ ", name_zh) end", "'" ~ between ~ "'", "order by department_id") }} as naming_{{ language }},
        {{ dbt.listagg("case when not is_named then coalesce(name_" ~ language ~ ", name_zh) end", "'" ~ between ~ "'", "order by department_id") }} as silent_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('task_assignments') }}
    group by city_id, year, task_id
),

weighed as (
    select
        tasks.city_id,
        tasks.year,
        runs.scheme_id,
        tasks.task_id,
        tasks.title,
        tasks.weight,
        {{ ratio('tasks.weight', 'sum(' ~ exact('tasks.weight') ~ ') over (partition by tasks.city_id, tasks.year)') }} as weight_share,
        tasks.delivered,
        coalesce(assigned.n_departments, 0) as n_departments,
        coalesce(assigned.n_naming, 0) as n_naming,
        coalesce(assigned.coverage, 0) as coverage,
        assigned.naming_zh,
        assigned.naming_en,
        assigned.silent_zh,
        assigned.silent_en
    from {{ ref('stg_city_tasks') }} as tasks
    inner join {{ ref('int_runs') }} as runs
        on tasks.city_id = runs.city_id and tasks.year = runs.year and runs.is_official
    left join assigned
        on tasks.city_id = assigned.city_id and tasks.year = assigned.year and tasks.task_id = assigned.task_id
)

select
    city_id,
    year,
    scheme_id,
    true as is_official,
    task_id,
    title,
    weight,
    weight_share,
    delivered,
    cast(n_departments as bigint) as n_departments,
    cast(n_naming as bigint) as n_naming,
    coverage,
    weight_share * (1 - coverage) as uncovered_weight_share,
    n_naming = 0 as is_taken_by_nobody,
    naming_zh,
    naming_en,
    silent_zh,
    silent_en,
    case
        when n_departments = 0 then '没有分解到任何部门。'
        when n_naming = 0 then '分解到' || cast(n_departments as string) || '个部门，没有一个写入目标。'
        else '分解到' || cast(n_departments as string) || '个部门，' || cast(n_naming as string) || '个写入目标，按份额覆盖' || {{ percent_text('coverage') }} || '。'
    end as sentence_zh,
    case
        when n_departments = 0 then 'Given to no department.'
        when n_naming = 0 then 'Departments given it: ' || cast(n_departments as string) || '; none wrote it into a target.'
        else 'Departments given it: ' || cast(n_departments as string) || '; ' || cast(n_naming as string) || ' wrote it into a target, coverage by share '
            || {{ percent_text('coverage') }} || '.'
    end as sentence_en
from weighed
