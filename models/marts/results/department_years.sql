-- The official result beside last year's of the same department, its margins and whether it stands at the bottom.
-- Figures of last year only where there is exactly one predecessor. 今年和去年相比
select
    now.city_id,
    now.year,
    now.scheme_id,
    now.is_official,
    now.department_id,
    now.name_zh,
    now.name_en,
    now.category_id,
    now.display_order,
    now.status,
    now.no_grade_reason,
    now.total,
    now.category_rank,
    now.n_ranked,
    now.grade_by_rank,
    now.grade_id,
    links.department_before,
    before.name_zh as name_before_zh,
    before.name_en as name_before_en,
    before.total as total_before,
    before.category_rank as rank_before,
    before.n_ranked as n_ranked_before,
    before.grade_id as grade_before,
    now.total - before.total as total_change,
    case when now.category_id = before.category_id then before.category_rank - now.category_rank end as places_up,
    now.category_id <> before.category_id as is_category_changed,
    runs.is_scheme_changed,
    margins.next_grade_id,
    margins.fall_grade_id,
    margins.points_to_next,
    margins.points_to_fall,
    coalesce(margins.points_to_next between 0 and settings.near_cut_points, false)
    or coalesce(margins.points_to_fall between 0 and settings.near_cut_points, false) as is_near_cut,
    count(now.category_rank) over (
        partition by now.city_id, now.year, now.category_id, now.category_rank
    ) as n_same_rank,
    bottoms.is_bottom,
    bottoms.is_bottom_two_years,
    case
        when grades.grade_order <> grades.order_after_promotion then 'grade_override'
        when grades.order_after_promotion <> grades.order_after_downgrade then 'promotion'
        when grades.order_after_downgrade > grades.order_by_rank then 'downgrade'
        when grades.order_after_downgrade < grades.order_by_rank then 'refill'
    end as grade_changed_by
from {{ ref('department_results') }} as now
inner join {{ ref('runs') }} as runs
    on now.city_id = runs.city_id and now.year = runs.year and now.scheme_id = runs.scheme_id
inner join {{ ref('int_scheme_settings') }} as settings on now.scheme_id = settings.scheme_id
inner join {{ ref('int_bottoms_repeated') }} as bottoms
    on now.city_id = bottoms.city_id
    and now.year = bottoms.year
    and now.scheme_id = bottoms.scheme_id
    and now.department_id = bottoms.department_id
left join {{ ref('int_grades') }} as grades
    on now.city_id = grades.city_id
    and now.year = grades.year
    and now.scheme_id = grades.scheme_id
    and now.department_id = grades.department_id
    and grades.draw = 0
left join {{ ref('int_margins') }} as margins
    on now.city_id = margins.city_id
    and now.year = margins.year
    and now.scheme_id = margins.scheme_id
    and now.department_id = margins.department_id
left join {{ ref('int_predecessors') }} as links
    on now.city_id = links.city_id
    and now.year = links.year
    and now.department_id = links.department_id
    and links.n_before = 1
left join {{ ref('department_results') }} as before
    on links.city_id = before.city_id
    and links.year_before = before.year
    and links.department_before = before.department_id
    and before.is_official
where now.is_official
