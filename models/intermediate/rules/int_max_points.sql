-- max_points(child) = max_points(parent) x share, from exact fractions with one division; a bonus node has its cap. Where
-- the draw has weights of its own, its parts take the place of the scheme's.
select
    draws.city_id,
    draws.year,
    draws.scheme_id,
    draws.draw,
    tree.component_id,
    tree.parent_id,
    tree.kind,
    tree.method,
    tree.tree_level,
    settings.points_decimals,
    case
        when tree.kind = 'bonus' then tree.bonus_cap
        when drawn.part is not null then scheme.points_total * drawn.part
        else scheme.points_total * cast(tree.total_num as double) / cast(tree.total_den as double)
    end as max_points,
    tree.is_leaf
from {{ ref('int_draws') }} as draws
inner join {{ ref('int_component_tree') }} as tree on draws.scheme_id = tree.scheme_id
inner join {{ ref('int_component_settings') }} as settings
    on tree.scheme_id = settings.scheme_id and tree.component_id = settings.component_id
inner join {{ ref('int_scheme_settings') }} as scheme on tree.scheme_id = scheme.scheme_id
left join {{ ref('int_drawn_parts') }} as drawn
    on draws.scheme_id = drawn.scheme_id and draws.draw = drawn.draw and tree.component_id = drawn.component_id
