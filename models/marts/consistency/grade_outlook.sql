-- How far a department stands from the neighbouring grades, in points and in standard errors, and between which ranks it
-- would have come out had other people of the same groups answered. 考评结果的稳定程度
select
    totals.city_id,
    totals.year,
    totals.scheme_id,
    true as is_official,
    totals.department_id,
    totals.category_id,
    totals.total,
    cast(totals.category_rank as bigint) as category_rank,
    grades.grade_by_rank,
    grades.grade_id,
    draws.total_deviation as se_total,
    draws.rank_low,
    draws.rank_high,
    margins.next_grade_id,
    margins.fall_grade_id,
    margins.points_to_next,
    margins.points_to_fall,
    {{ ratio('margins.points_to_next', 'draws.total_deviation') }} as se_to_next,
    {{ ratio('margins.points_to_fall', 'draws.total_deviation') }} as se_to_fall,
    movements.grade_before,
    movements.movement,
    movements.probability_of_grade_before
from {{ ref('int_totals') }} as totals
inner join {{ ref('int_runs') }} as runs
    on totals.city_id = runs.city_id
    and totals.year = runs.year
    and totals.scheme_id = runs.scheme_id
    and runs.is_official
inner join {{ ref('int_grades') }} as grades
    on totals.city_id = grades.city_id
    and totals.year = grades.year
    and totals.scheme_id = grades.scheme_id
    and totals.draw = grades.draw
    and totals.department_id = grades.department_id
{%- for name, model in [('draws', 'int_draw_summaries'), ('margins', 'int_margins'), ('movements', 'int_grade_movements')] %}
left join {{ ref(model) }} as {{ name }}
    on totals.city_id = {{ name }}.city_id
    and totals.year = {{ name }}.year
    and totals.scheme_id = {{ name }}.scheme_id
    and totals.department_id = {{ name }}.department_id
    {%- if name == 'draws' %}
    and draws.kind = 'ballots'
    {%- endif %}
{%- endfor %}
where totals.draw = 0
