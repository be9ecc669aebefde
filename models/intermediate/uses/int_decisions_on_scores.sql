-- What each decision did to scores and targets in the official run: a component taken out of the department's sheet, or a
-- later approved round that counts because the decision lets it (rules.md 1 and 4).
with decided as (
    select decisions.*, runs.scheme_id
    from {{ ref('stg_decisions') }} as decisions
    inner join {{ ref('int_runs') }} as runs
        on decisions.city_id = runs.city_id and decisions.year = runs.year and runs.is_official
),

rounds as (
    select
        decided.city_id, decided.year, decided.scheme_id, decided.decision_id,
        max(case
            when targets.approved_on <= cast(cast(targets.year as string) || '-' || settings.targets_close_on as date)
                then targets.round
        end) as round_before,
        max(targets.round) as round_after
    from decided
    inner join {{ ref('stg_targets') }} as targets
        on decided.city_id = targets.city_id
        and decided.year = targets.year
        and decided.target_id = targets.target_id
        and targets.status = 'approved'
    inner join {{ ref('int_component_settings') }} as settings
        on decided.scheme_id = settings.scheme_id and targets.component_id = settings.component_id
    where decided.kind = 'target_change'
    group by decided.city_id, decided.year, decided.scheme_id, decided.decision_id
)

select
    decided.city_id,
    decided.year,
    decided.scheme_id,
    decided.decision_id,
    cast('score' as string) as effect_on,
    cast(cast(results.max_points as decimal(18, 2)) as string) as before_value,
    cast('0.00' as string) as after_value
from decided
inner join {{ ref('component_results') }} as results
    on decided.city_id = results.city_id
    and decided.year = results.year
    and decided.scheme_id = results.scheme_id
    and decided.department_id = results.department_id
    and decided.component_id = results.component_id
    and results.status = 'not_applicable'
where decided.kind = 'not_applicable'
union all
select
    city_id,
    year,
    scheme_id,
    decision_id,
    'target' as effect_on,
    cast(round_before as string) as before_value,
    cast(round_after as string) as after_value
from rounds
