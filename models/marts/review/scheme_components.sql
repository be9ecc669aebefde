-- The score tree as it is shown: name, part of the whole, clause and whether the clause is the document's or assumed.
select
    tree.scheme_id,
    tree.component_id,
    tree.parent_id,
    components.name_zh,
    components.name_en,
    tree.kind,
    tree.method,
    tree.tree_level,
    tree.sort_order,
    tree.share_num,
    tree.share_den,
    case
        when tree.kind = 'bonus' then tree.bonus_cap
        else settings.points_total * cast(tree.total_num as double) / cast(tree.total_den as double)
    end as max_points,
    components.clause,
    components.basis
from {{ ref('int_component_tree') }} as tree
inner join {{ ref('components') }} as components
    on tree.scheme_id = components.scheme_id and tree.component_id = components.component_id
inner join {{ ref('int_scheme_settings') }} as settings on tree.scheme_id = settings.scheme_id
