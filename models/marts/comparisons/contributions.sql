-- A department's part in what the city's tasks delivered; ranked by the official scheme's measure.
with measured as (
    select
        contributions.*,
        settings.contribution_measure,
        case settings.contribution_measure
            when 'index' then contributions.fixed_index else contributions.fixed_rate
        end as measured_value
    from {{ ref('int_contributions') }} as contributions
    inner join {{ ref('int_runs') }} as runs
        on contributions.city_id = runs.city_id and contributions.year = runs.year and runs.is_official
    inner join {{ ref('int_scheme_settings') }} as settings on runs.scheme_id = settings.scheme_id
)

select
    city_id,
    year,
    department_id,
    category_id,
    contribution_rate,
    contribution_index,
    case
        when measured_value is not null then cast(rank() over (
            partition by city_id, year, category_id order by measured_value desc nulls last
        ) as bigint)
    end as rank,
    contribution_measure
from measured
