-- The score tree with each node's level and its part of the whole as an exact fraction (shares multiplied down).
-- Parents are joined level by level up to level 4; a deeper tree, or a circle, is a row of scheme_findings.
-- 万人评议30分（社会评议20分和领导评议10分）、日常考核30分、目标绩效考核40分
{%- set max_depth = 4 %}
with nodes as (
    select
        scheme_id,
        component_id,
        nullif(parent_id, '') as parent_id,
        kind,
        method,
        share_num,
        share_den,
        bonus_cap,
        sort_order
    from {{ ref('components') }}
),

climbed as (
    select
        n0.scheme_id,
        n0.component_id,
        n0.parent_id,
        n0.kind,
        n0.method,
        n0.bonus_cap,
        n0.sort_order,
        n0.share_num,
        n0.share_den,
        case
            when n0.parent_id is null then 0
            {%- for level in range(1, max_depth + 1) %}
            when n{{ level }}.component_id is not null and n{{ level }}.parent_id is null then {{ level }}
            {%- endfor %}
        end as tree_level,
        {%- for part in ['num', 'den'] %}
        coalesce(n0.share_{{ part }}, 1)
        {%- for level in range(1, max_depth + 1) %} * coalesce(n{{ level }}.share_{{ part }}, 1){% endfor %} as total_{{ part }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from nodes as n0
    {%- for level in range(1, max_depth + 1) %}
    left join nodes as n{{ level }}
        on n{{ level - 1 }}.scheme_id = n{{ level }}.scheme_id
        and n{{ level - 1 }}.parent_id = n{{ level }}.component_id
    {%- endfor %}
)

select
    scheme_id,
    component_id,
    parent_id,
    kind,
    method,
    sort_order,
    tree_level,
    share_num,
    share_den,
    total_num,
    total_den,
    bonus_cap,
    method <> 'sum' as is_leaf
from climbed
