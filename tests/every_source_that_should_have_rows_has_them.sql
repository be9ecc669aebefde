-- What a city-year's own scheme asks for has arrived: ballots and marks for its surveys, daily records, targets and their
-- reports, direct scores. A year in progress is no failure, hence a warning: the rows are the list of what is missing. An
-- absence that is known stands in known_oddities with its reason (object_id: the source).
{{ config(severity='warn') }}
with asked as (
    select distinct runs.city_id, runs.year, tree.method
    from {{ ref('int_runs') }} as runs
    inner join {{ ref('int_component_tree') }} as tree
        on runs.scheme_id = tree.scheme_id and tree.is_leaf and tree.kind = 'normal'
    where runs.is_official
),

sources_asked as (
    {%- for method, source in [
        ('survey', 'ballots'), ('survey', 'marks'), ('daily', 'daily_records'), ('target', 'targets'),
        ('target', 'target_reports'), ('direct', 'direct_scores')
    ] %}
    select city_id, year, '{{ source }}' as source from asked where method = '{{ method }}'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

arrived as (
    select city_id, year, source
    from {{ ref('stg_partitions') }}
    where n_rows > 0
)

select sources_asked.city_id, sources_asked.year, sources_asked.source
from sources_asked
left join arrived
    on sources_asked.city_id = arrived.city_id
    and sources_asked.year = arrived.year
    and sources_asked.source = arrived.source
left join {{ ref('known_oddities') }} as known
    on known.check_id = 'every_source_that_should_have_rows_has_them'
    and sources_asked.city_id = known.city_id
    and sources_asked.year = known.year
    and sources_asked.source = known.object_id
where arrived.source is null and known.check_id is null
