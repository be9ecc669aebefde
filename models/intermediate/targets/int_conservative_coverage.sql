-- 避大就小: city tasks assigned to the department that none of its own targets names, by task weight and share.
with named as (
    select distinct city_id, year, department_id, task_id
    from {{ ref('int_conservative_targets') }}
    where years_back = 0 and task_id is not null
),

covered as (
    select
        shares.city_id,
        shares.year,
        shares.department_id,
        count(*) as n_tasks,
        count(named.task_id) as n_named,
        sum({{ exact('tasks.weight * shares.share') }}) as assigned_weight,
        sum(case when named.task_id is not null then {{ exact('tasks.weight * shares.share') }} else 0 end) as named_weight
    from {{ ref('stg_task_shares') }} as shares
    inner join {{ ref('stg_city_tasks') }} as tasks
        on shares.city_id = tasks.city_id and shares.year = tasks.year and shares.task_id = tasks.task_id
    left join named
        on shares.city_id = named.city_id
        and shares.year = named.year
        and shares.department_id = named.department_id
        and shares.task_id = named.task_id
    group by shares.city_id, shares.year, shares.department_id
),

valued as (
    select
        covered.*,
        runs.scheme_id,
        rules.coverage_min,
        {{ ratio('covered.named_weight', 'covered.assigned_weight') }} as coverage
    from covered
    inner join {{ ref('int_runs') }} as runs
        on covered.city_id = runs.city_id and covered.year = runs.year and runs.is_official
    inner join {{ ref('int_conservative_rules') }} as rules on runs.scheme_id = rules.scheme_id
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    'big_for_small' as kind,
    'coverage' as test_id,
    coverage as value,
    coverage_min as threshold,
    {{ fix('coverage', 9) }} < {{ fix('coverage_min', 9) }} as is_flagged,
    cast(named_weight as double) as own_value,
    cast(assigned_weight as double) as reference_value,
    cast(n_tasks as bigint) as n_peers,
    cast(n_named as bigint) as n_named,
    '承担全市任务' || cast(n_tasks as string) || '项，自己的目标写明' || cast(n_named as string) || '项，按任务权重和份额覆盖'
    || {{ percent_text('coverage') }} || case when {{ fix('coverage', 9) }} < {{ fix('coverage_min', 9) }} then '，低于' else '，不低于' end
    || {{ percent_text('coverage_min') }} || '。' as sentence_zh,
    'Of ' || cast(n_tasks as string) || ' city tasks assigned, its own targets name ' || cast(n_named as string)
    || ': coverage by weight and share ' || {{ percent_text('coverage') }}
    || case when {{ fix('coverage', 9) }} < {{ fix('coverage_min', 9) }} then ', below ' else ', not below ' end
    || {{ percent_text('coverage_min') }} || '.' as sentence_en
from valued
where coverage is not null
