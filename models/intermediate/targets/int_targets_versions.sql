-- The version of each target that a run looks at: the last round approved by the closing date (a decision
-- target_change lets later approvals count), else its last round, not approved (rules.md 4).
-- 经过几上几下反复审核后……以正式文件形式制定下发
with changed as (
    select distinct city_id, year, target_id
    from {{ ref('stg_decisions') }}
    where kind = 'target_change' and target_id is not null
),

rounds as (
    select
        runs.scheme_id,
        runs.is_official,
        targets.*,
        coalesce(
            targets.status = 'approved'
            and (
                targets.approved_on <= cast(cast(targets.year as string) || '-' || settings.targets_close_on as date)
                or changed.target_id is not null
            ),
            false
        ) as is_approved
    from {{ ref('stg_targets') }} as targets
    inner join {{ ref('int_runs') }} as runs on targets.city_id = runs.city_id and targets.year = runs.year
    inner join {{ ref('int_component_tree') }} as tree
        on runs.scheme_id = tree.scheme_id
        and targets.component_id = tree.component_id
        and tree.method = 'target'
    inner join {{ ref('int_component_settings') }} as settings
        on runs.scheme_id = settings.scheme_id and targets.component_id = settings.component_id
    left join changed
        on targets.city_id = changed.city_id
        and targets.year = changed.year
        and targets.target_id = changed.target_id
),

ordered as (
    select
        *,
        row_number() over (
            partition by city_id, year, scheme_id, target_id
            order by is_approved desc, round desc
        ) as position_of_version
    from rounds
)

select
    ordered.city_id,
    ordered.year,
    ordered.scheme_id,
    ordered.target_id,
    ordered.department_id,
    departments.category_id,
    ordered.component_id,
    ordered.round,
    ordered.title,
    ordered.measure_kind,
    ordered.unit,
    coalesce(ordered.unit_kind, 'amount') as unit_kind,
    case when ordered.direction = 'down' then -1 else 1 end as dir,
    ordered.last_actual,
    ordered.floor_value,
    ordered.target_value,
    ordered.stretch_value,
    ordered.weight,
    ordered.due_on,
    ordered.task_id,
    ordered.indicator_id,
    coalesce(ordered.all_or_nothing, 0) = 1 as is_all_or_nothing,
    ordered.is_official,
    ordered.is_approved,
    cells.is_not_applicable,
    ordered.is_approved and not cells.is_not_applicable as is_counted
from ordered
inner join {{ ref('stg_departments') }} as departments
    on ordered.city_id = departments.city_id
    and ordered.year = departments.year
    and ordered.department_id = departments.department_id
inner join {{ ref('int_score_sheet') }} as cells
    on ordered.city_id = cells.city_id
    and ordered.year = cells.year
    and ordered.scheme_id = cells.scheme_id
    and ordered.department_id = cells.department_id
    and ordered.component_id = cells.component_id
where ordered.position_of_version = 1
