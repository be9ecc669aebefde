-- What each partition of the funnel is made from: the lake's ballots and marks, the scheme's rows that the funnel reads,
-- and the SQL itself. A partition with another fingerprint is computed again, all others stay (architecture.md, Budgets).
{%- set made_by = ['int_ballot_scores', 'int_survey_rules', 'int_ballots_in_runs', 'int_evaluation_scales', 'int_marks_duplicated'] %}
{%- set own_sql = [] %}
{%- for name in made_by if execute %}{% do own_sql.append(graph.nodes['model.yardstick.' ~ name].raw_code) %}{% endfor %}
with rule_lines as (
    select scheme_id, 'item ' || evaluation_id || ' ' || item_id || ' ' || cast(weight as string) as line
    from {{ ref('survey_items') }}
    union all
    select scheme_id, 'group ' || evaluation_id || ' ' || group_id from {{ ref('rater_groups') }}
    union all
    select
        scheme_id,
        'option ' || evaluation_id || ' ' || option_id || ' ' || coalesce(cast(points as string), '-') || ' '
        || coalesce(cast(is_satisfied as string), '-')
    from {{ ref('mark_options') }}
    union all
    select
        settings.scheme_id,
        'evaluation ' || settings.component_id || ' ' || settings.mark_mode || ' ' || cast(settings.rank_step as string)
    from {{ ref('int_component_settings') }} as settings
    inner join {{ ref('int_component_tree') }} as tree
        on settings.scheme_id = tree.scheme_id
        and settings.component_id = tree.component_id
        and tree.method = 'survey'
),

rules as (
    select scheme_id, {{ dbt.listagg("line", "';'", "order by line") }} as lines
    from rule_lines
    group by scheme_id
),

papers as (
    select city_id, year, {{ dbt.listagg("source || ' ' || fingerprint", "';'", "order by source") }} as files
    from {{ ref('stg_partitions') }}
    where source in ('ballots', 'marks')
    group by city_id, year
),

wanted as (
    select
        runs.city_id,
        runs.year,
        runs.scheme_id,
        md5('{{ local_md5(own_sql | join) }}' || runs.city_id || cast(runs.year as string) || runs.scheme_id || papers.files || coalesce(rules.lines, '')) as fingerprint
    from {{ ref('int_runs') }} as runs
    inner join papers on runs.city_id = papers.city_id and runs.year = papers.year
    left join rules on runs.scheme_id = rules.scheme_id
)

select
    city_id,
    year,
    scheme_id,
    fingerprint,
    {{ changed_since('int_ballot_scores') }} as is_changed
from wanted
