-- The value of every setting for a scheme and, where it has a row of its own, for a component: the component's
-- row goes before the scheme's, the scheme's before the bracketed default of rules.md (data.md, "settings").
with components as (
    select scheme_id, component_id from {{ ref('components') }}
),

schemes as (
    select scheme_id from {{ ref('schemes') }}
),

places as (
    select scheme_id, cast(null as string) as component_id from schemes
    union all
    select scheme_id, component_id from components
),

given as (
    select scheme_id, component_id, setting_id, value from {{ ref('settings') }}
    union all
    select scheme_id, cast(null as string) as component_id, threshold_id as setting_id, value
    from {{ ref('thresholds') }}
)

select
    places.scheme_id,
    places.component_id,
    defaults.setting_id,
    case
        when of_component.setting_id is not null then of_component.value
        when of_scheme.setting_id is not null then of_scheme.value
        else defaults.value
    end as value,
    case
        when of_component.setting_id is not null then 'component'
        when of_scheme.setting_id is not null then 'scheme'
        else 'default'
    end as comes_from
from places
cross join {{ ref('int_setting_defaults') }} as defaults
left join given as of_component
    on places.scheme_id = of_component.scheme_id
    and places.component_id = of_component.component_id
    and defaults.setting_id = of_component.setting_id
left join given as of_scheme
    on places.scheme_id = of_scheme.scheme_id
    and of_scheme.component_id is null
    and defaults.setting_id = of_scheme.setting_id
