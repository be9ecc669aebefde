{#- One level of the tree from the level below (rules.md 1): all children scored, their exact sum; some not applicable,
    the others' points scaled up to the whole; any missing makes the parent missing; all not applicable likewise.
    Used once per level, int_points_level_3 up to int_points_level_0. -#}
{%- macro roll_up(level) -%}
{%- set below = ref('int_points_level_' ~ (level + 1)) if level < 3 else ref('int_leaf_points') -%}
with children as (
    select * from {{ below }} where tree_level = {{ level + 1 }} and kind = 'normal'
),

summed as (
    select
        city_id,
        year,
        scheme_id,
        draw,
        department_id,
        parent_id as component_id,
        count(*) as n_children,
        sum(case when status = 'missing' then 1 else 0 end) as n_missing,
        sum(case when status = 'not_applicable' then 1 else 0 end) as n_not_applicable,
        sum(case when status = 'scored' then points end) as points_scored,
        sum(case when status = 'scored' then {{ exact('max_points') }} end) as max_scored
    from children
    group by city_id, year, scheme_id, draw, department_id, parent_id
),

rated as (
    select
        summed.city_id,
        summed.year,
        summed.scheme_id,
        summed.draw,
        summed.department_id,
        summed.component_id,
        nodes.parent_id,
        nodes.kind,
        nodes.tree_level,
        nodes.max_points,
        case
            when summed.n_missing > 0 then 'missing'
            when summed.n_not_applicable = summed.n_children then 'not_applicable'
            else 'scored'
        end as status,
        case
            when summed.n_missing > 0 or summed.n_not_applicable = summed.n_children then null
            when summed.n_not_applicable = 0 then cast(summed.points_scored as decimal(38, 9))
            else {{ fix(
                'cast(summed.points_scored as double) * nodes.max_points / cast(summed.max_scored as double)',
                'nodes.points_decimals'
            ) }}
        end as points
    from summed
    inner join {{ ref('int_max_points') }} as nodes
        on summed.city_id = nodes.city_id
        and summed.year = nodes.year
        and summed.scheme_id = nodes.scheme_id
        and summed.draw = nodes.draw
        and summed.component_id = nodes.component_id
)

select
    city_id,
    year,
    scheme_id,
    draw,
    department_id,
    component_id,
    parent_id,
    kind,
    tree_level,
    status,
    cast(points as double) / max_points * 100 as score,
    points,
    max_points
from rated
union all
select
    city_id,
    year,
    scheme_id,
    draw,
    department_id,
    component_id,
    parent_id,
    kind,
    tree_level,
    status,
    score,
    points,
    max_points
from {{ below }}
{%- endmacro -%}
