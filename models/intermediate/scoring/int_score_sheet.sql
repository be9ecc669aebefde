-- The sheet comes first and is filled afterwards: every department x every leaf of the run's scheme. A decision
-- not_applicable on an inner component holds for all its leaves (rules.md 1, "Score sheet").
with excused as (
    select distinct city_id, year, department_id, component_id
    from {{ ref('stg_decisions') }}
    where kind = 'not_applicable'
),

above as (
    select scheme_id, component_id as leaf_id, component_id as node_id
    from {{ ref('int_component_tree') }}
    where is_leaf
    {%- for level in range(1, 5) %}
    union all
    select n0.scheme_id, n0.component_id, n{{ level }}.component_id
    from {{ ref('int_component_tree') }} as n0
    {%- for step in range(1, level + 1) %}
    inner join {{ ref('int_component_tree') }} as n{{ step }}
        on n{{ step - 1 }}.scheme_id = n{{ step }}.scheme_id and n{{ step - 1 }}.parent_id = n{{ step }}.component_id
    {%- endfor %}
    where n0.is_leaf
    {%- endfor %}
),

excused_leaves as (
    select distinct excused.city_id, excused.year, excused.department_id, above.scheme_id, above.leaf_id
    from excused
    inner join above on excused.component_id = above.node_id
)

select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    departments.department_id,
    departments.category_id,
    tree.component_id,
    tree.parent_id,
    tree.kind,
    tree.method,
    departments.is_ranked = 1 as is_ranked,
    excused_leaves.leaf_id is not null as is_not_applicable
from {{ ref('int_runs') }} as runs
inner join {{ ref('stg_departments') }} as departments
    on runs.city_id = departments.city_id and runs.year = departments.year
inner join {{ ref('int_component_tree') }} as tree on runs.scheme_id = tree.scheme_id and tree.is_leaf
left join excused_leaves
    on runs.city_id = excused_leaves.city_id
    and runs.year = excused_leaves.year
    and runs.scheme_id = excused_leaves.scheme_id
    and departments.department_id = excused_leaves.department_id
    and tree.component_id = excused_leaves.leaf_id
