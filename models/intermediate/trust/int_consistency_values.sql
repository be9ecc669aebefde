-- The two values of every pair for every eligible department: a component is compared with the result without it,
-- since a part always agrees with its whole (rules.md 8). 力求考评结果做到“三个一致”
with eligible as (
    select totals.*
    from {{ ref('int_totals') }} as totals
    inner join {{ ref('int_runs') }} as runs
        on totals.city_id = runs.city_id and totals.year = runs.year and totals.scheme_id = runs.scheme_id
    where runs.is_official and totals.draw = 0 and totals.is_eligible
),

points as (
    select city_id, year, scheme_id, department_id, component_id, points
    from {{ ref('int_points_level_0') }}
    where draw = 0 and status = 'scored'
),

objective as (
    select
        points.city_id, points.year, points.scheme_id, points.department_id,
        sum(points.points) as points,
        count(*) as n_scored
    from points
    inner join {{ ref('int_scheme_settings') }} as settings on points.scheme_id = settings.scheme_id
    where position(';' || points.component_id || ';' in ';' || settings.objective_components || ';') > 0
    group by points.city_id, points.year, points.scheme_id, points.department_id
),

values_of as (
    select
        eligible.city_id,
        eligible.year,
        eligible.scheme_id,
        eligible.category_id,
        eligible.department_id,
        eligible.total,
        case settings.contribution_measure when 'index' then contributions.fixed_index else contributions.fixed_rate end as contribution,
        leader.points as leader,
        social.points as social,
        objective.points as objective
    from eligible
    inner join {{ ref('int_scheme_settings') }} as settings on eligible.scheme_id = settings.scheme_id
    left join {{ ref('int_contributions') }} as contributions
        on eligible.city_id = contributions.city_id
        and eligible.year = contributions.year
        and eligible.department_id = contributions.department_id
    {%- for name in ['leader', 'social'] %}
    left join points as {{ name }}
        on eligible.city_id = {{ name }}.city_id
        and eligible.year = {{ name }}.year
        and eligible.scheme_id = {{ name }}.scheme_id
        and eligible.department_id = {{ name }}.department_id
        and {{ name }}.component_id = '{{ name }}'
    {%- endfor %}
    left join objective
        on eligible.city_id = objective.city_id
        and eligible.year = objective.year
        and eligible.scheme_id = objective.scheme_id
        and eligible.department_id = objective.department_id
),

paired as (
    {%- for pair, x, y in [
        ('contribution', 'contribution', 'total'), ('leader', 'leader', 'total - leader'),
        ('social', 'social', 'total - social'), ('leader_objective', 'leader', 'objective'),
        ('social_objective', 'social', 'objective'), ('leader_social', 'leader', 'social')
    ] %}
    select city_id, year, scheme_id, category_id, department_id, total, '{{ pair }}' as pair,
        cast({{ x }} as decimal(38, 9)) as x, cast({{ y }} as decimal(38, 9)) as y
    from values_of
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select city_id, year, scheme_id, category_id, department_id, pair, x, y, total
from paired
where x is not null and y is not null
