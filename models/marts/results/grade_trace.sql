-- Every step from the best grade allowed to the grade given, with its reason: replaying grade_after of the steps in
-- order gives grade_id. 评定有依据
with places as (
    select
        city_id, year, scheme_id, category_id,
        {{ dbt.listagg("grade_id || ' ' || cast(places as string)", "', '", "order by grade_order") }} as given
    from {{ ref('int_grade_places') }}
    where draw = 0
    group by city_id, year, scheme_id, category_id
),

limits as (
    select
        limits.*,
        best.grade_id as best_grade_id,
        concat_ws(
            '; ',
            case when limits.is_vetoed then 'veto' end,
            case when limits.is_below_line then 'below admonition line' end,
            case when limits.is_barred then 'bar_from_excellent' end,
            case when limits.cap_order > 1 then 'grade_caps' end,
            case when limits.floor_order > 1 then 'floor' end
        ) as limited_by
    from {{ ref('int_grade_limits') }} as limits
    inner join {{ ref('int_grades_ordered') }} as best
        on limits.scheme_id = best.scheme_id and limits.best_allowed = best.grade_order
    where limits.draw = 0
),

held as (
    select * from {{ ref('int_grades_filled') }} where draw = 0 and is_holder
)

select
    steps.city_id,
    steps.year,
    steps.scheme_id,
    runs.is_official,
    steps.department_id,
    limits.category_id,
    steps.step,
    steps.rule,
    before_step.grade_id as grade_before,
    after_step.grade_id as grade_after,
    case steps.step
        when 1 then 'best grade allowed: ' || limits.best_grade_id
            || case when limits.limited_by <> '' then ' (' || limits.limited_by || ')' else '' end
            || coalesce('; ' || evidence.reason, '')
        when 2 then 'places: ' || places.given
        when 3 then 'total ' || cast(cast(held.total as decimal(18, 2)) as string)
            || ', position ' || cast(held.position_tied as string) || ' of the category'
        else coalesce(
            evidence.reason,
            case when before_step.grade_order > after_step.grade_order then 'refilled a place freed by a downgrade' end,
            'no decision'
        )
    end as reason,
    case when steps.step in (1, 4, 5, 6) then evidence.evidence end as evidence
from {{ ref('int_grade_steps') }} as steps
inner join {{ ref('int_runs') }} as runs
    on steps.city_id = runs.city_id and steps.year = runs.year and steps.scheme_id = runs.scheme_id
inner join limits
    on steps.city_id = limits.city_id
    and steps.year = limits.year
    and steps.scheme_id = limits.scheme_id
    and steps.department_id = limits.department_id
inner join held
    on steps.city_id = held.city_id
    and steps.year = held.year
    and steps.scheme_id = held.scheme_id
    and steps.department_id = held.department_id
left join places
    on limits.city_id = places.city_id
    and limits.year = places.year
    and limits.scheme_id = places.scheme_id
    and limits.category_id = places.category_id
left join {{ ref('int_grade_evidence') }} as evidence
    on steps.city_id = evidence.city_id
    and steps.year = evidence.year
    and steps.department_id = evidence.department_id
    and steps.step = evidence.step
left join {{ ref('int_grades_ordered') }} as before_step
    on steps.scheme_id = before_step.scheme_id and steps.order_before = before_step.grade_order
left join {{ ref('int_grades_ordered') }} as after_step
    on steps.scheme_id = after_step.scheme_id and steps.order_after = after_step.grade_order
