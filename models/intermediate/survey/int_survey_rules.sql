-- What a mark is worth: the points and weight of every option of every item, so that the funnel needs one look-up.
-- Ranks are computed, not looked up; for them the row with option_id NULL gives the item's weight.
with evaluations as (
    select
        tree.scheme_id,
        tree.component_id as evaluation_id,
        settings.mark_mode
    from {{ ref('int_component_tree') }} as tree
    inner join {{ ref('int_component_settings') }} as settings
        on tree.scheme_id = settings.scheme_id and tree.component_id = settings.component_id
    where tree.method = 'survey'
),

options as (
    select scheme_id, evaluation_id, option_id, points, coalesce(is_satisfied, 0) as is_satisfied
    from {{ ref('mark_options') }}
    union all
    select scheme_id, evaluation_id, cast(null as string), cast(null as double), 0
    from evaluations
)

select
    evaluations.scheme_id,
    evaluations.evaluation_id,
    items.item_id,
    options.option_id,
    items.weight as item_weight,
    options.points,
    options.is_satisfied = 1 as is_satisfied
from evaluations
inner join {{ ref('survey_items') }} as items
    on evaluations.scheme_id = items.scheme_id and evaluations.evaluation_id = items.evaluation_id
inner join options
    on evaluations.scheme_id = options.scheme_id and evaluations.evaluation_id = options.evaluation_id
