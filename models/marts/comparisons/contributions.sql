-- A department's part in what the city's tasks delivered; ranked by the official scheme's measure.
select
    contributions.city_id,
    contributions.year,
    contributions.department_id,
    contributions.category_id,
    contributions.contribution_rate,
    contributions.contribution_index,
    cast(case
        when contributions.has_share then rank() over (
            partition by contributions.city_id, contributions.year, contributions.category_id
            order by
                case settings.contribution_measure
                    when 'index' then contributions.fixed_index else contributions.fixed_rate
                end desc nulls last
        )
    end as bigint) as rank,
    settings.contribution_measure
from {{ ref('int_contributions') }} as contributions
inner join {{ ref('int_runs') }} as runs
    on contributions.city_id = runs.city_id and contributions.year = runs.year and runs.is_official
inner join {{ ref('int_scheme_settings') }} as settings on runs.scheme_id = settings.scheme_id
