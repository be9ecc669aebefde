-- How an evaluation is marked: the ends of its scale, for the don't-know bounds and the top box (ranks run from 100 down
-- to 0), and the ids it knows, for the reason why a mark is screened out.
with known as (
    select
        scheme_id,
        evaluation_id,
        ';' || {{ dbt.listagg("distinct item_id", "';'") }} || ';' as known_items,
        ';' || {{ dbt.listagg("distinct option_id", "';'") }} || ';' as known_options,
        min(points) as lowest_points,
        max(points) as highest_points
    from {{ ref('int_survey_rules') }}
    group by scheme_id, evaluation_id
)

select
    tree.scheme_id,
    tree.component_id as evaluation_id,
    settings.mark_mode,
    settings.rank_step,
    case when settings.mark_mode = 'rank' then 0 else known.lowest_points end as lowest_points,
    case when settings.mark_mode = 'rank' then 100 else known.highest_points end as highest_points,
    coalesce(known.known_items, '') as known_items,
    coalesce(known.known_options, '') as known_options
from {{ ref('int_component_tree') }} as tree
inner join {{ ref('int_component_settings') }} as settings
    on tree.scheme_id = settings.scheme_id and tree.component_id = settings.component_id
left join known on tree.scheme_id = known.scheme_id and tree.component_id = known.evaluation_id
where tree.method = 'survey'
