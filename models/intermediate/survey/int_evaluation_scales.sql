-- The ends of an evaluation's scale, for the don't-know bounds and the top box; ranks run from 100 down to 0.
select
    settings.scheme_id,
    settings.component_id as evaluation_id,
    settings.mark_mode,
    case when max(settings.mark_mode) = 'rank' then 0 else min(options.points) end as lowest_points,
    case when max(settings.mark_mode) = 'rank' then 100 else max(options.points) end as highest_points
from {{ ref('int_component_settings') }} as settings
inner join {{ ref('int_component_tree') }} as tree
    on settings.scheme_id = tree.scheme_id
    and settings.component_id = tree.component_id
    and tree.method = 'survey'
left join {{ ref('mark_options') }} as options
    on settings.scheme_id = options.scheme_id and settings.component_id = options.evaluation_id
group by settings.scheme_id, settings.component_id, settings.mark_mode
