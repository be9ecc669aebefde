-- What is kept of an official run's ballots between builds (int_ballots_summed, int_survey_groups_checked) is made from its
-- part of the funnel, from how straight lines are treated and from the SQL; only what has another fingerprint is computed.
with treatments as (
    select
        settings.scheme_id,
        {{ dbt.listagg(line_of('straight', ['component_id', 'straight_line_min_marks', 'straight_line_min_departments', 'is_straight_line_removed'], 'settings.'), "';'", "order by settings.component_id") }} as lines
    from {{ ref('int_component_settings') }} as settings
    inner join {{ ref('int_component_tree') }} as tree
        on settings.scheme_id = tree.scheme_id
        and settings.component_id = tree.component_id
        and tree.method = 'survey'
    group by settings.scheme_id
)

select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    md5(
        '{{ code_behind('int_ballots_summed') }}{{ code_behind('int_survey_groups_checked') }}'
        || funnel.fingerprint || treatments.lines
    ) as fingerprint
from {{ ref('int_runs') }} as runs
inner join {{ ref('int_funnel_partitions') }} as funnel
    on runs.city_id = funnel.city_id and runs.year = funnel.year and runs.scheme_id = funnel.scheme_id
inner join treatments on runs.scheme_id = treatments.scheme_id
where runs.is_official
