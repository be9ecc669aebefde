-- Each component's part of the whole under the weights of a draw: share x factor, renormalised among siblings, multiplied
-- down the tree. A bonus node has no part; it keeps its cap.
{%- set max_depth = 4 %}
with weighted as (
    select
        draws.scheme_id,
        draws.draw,
        draws.component_id,
        tree.parent_id,
        {{ ratio('tree.share_num', 'tree.share_den') }} * draws.factor as weight
    from {{ ref('int_weight_draws') }} as draws
    inner join {{ ref('int_component_tree') }} as tree
        on draws.scheme_id = tree.scheme_id and draws.component_id = tree.component_id
),

siblings as (
    select scheme_id, draw, parent_id, cast(sum({{ exact('weight') }}) as double) as weight_sum
    from weighted
    group by scheme_id, draw, parent_id
),

shares as (
    select
        weighted.scheme_id,
        weighted.draw,
        weighted.component_id,
        weighted.parent_id,
        weighted.weight / siblings.weight_sum as share
    from weighted
    inner join siblings
        on weighted.scheme_id = siblings.scheme_id
        and weighted.draw = siblings.draw
        and weighted.parent_id = siblings.parent_id
)

select
    n1.scheme_id,
    n1.draw,
    n1.component_id,
    n1.share{% for level in range(2, max_depth + 1) %} * coalesce(n{{ level }}.share, 1){% endfor %} as part
from shares as n1
{%- for level in range(2, max_depth + 1) %}
left join shares as n{{ level }}
    on n{{ level - 1 }}.scheme_id = n{{ level }}.scheme_id
    and n{{ level - 1 }}.draw = n{{ level }}.draw
    and n{{ level - 1 }}.parent_id = n{{ level }}.component_id
{%- endfor %}
