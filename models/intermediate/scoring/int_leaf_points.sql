-- The sheet filled: status, score and fixed points of every cell. Missing is never 0, and nothing is imputed.
with filled as (
    select
        sheet.city_id,
        sheet.year,
        sheet.scheme_id,
        nodes.draw,
        sheet.department_id,
        sheet.component_id,
        sheet.parent_id,
        sheet.kind,
        nodes.tree_level,
        nodes.max_points,
        nodes.points_decimals,
        case
            when sheet.is_not_applicable then 'not_applicable'
            when scores.score is not null then 'scored'
            else 'missing'
        end as status,
        case when not sheet.is_not_applicable then scores.score end as score
    from {{ ref('int_score_sheet') }} as sheet
    inner join {{ ref('int_max_points') }} as nodes
        on sheet.city_id = nodes.city_id
        and sheet.year = nodes.year
        and sheet.scheme_id = nodes.scheme_id
        and sheet.component_id = nodes.component_id
    left join {{ ref('int_leaf_scores') }} as scores
        on sheet.city_id = scores.city_id
        and sheet.year = scores.year
        and sheet.scheme_id = scores.scheme_id
        and nodes.draw = scores.draw
        and sheet.department_id = scores.department_id
        and sheet.component_id = scores.component_id
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
    score,
    case
        when kind = 'bonus' and score * max_points / 100 > max_points then {{ fix('max_points', 9) }}
        else {{ fix('score * max_points / 100', 'points_decimals') }}
    end as points,
    max_points
from filled
