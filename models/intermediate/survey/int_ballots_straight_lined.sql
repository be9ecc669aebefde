-- Ballots whose surviving counted marks are many, on many departments, and all one option. Flagged always; removed only
-- where the scheme says so (remove_straight_lines).
with counted as (
    select
        city_id,
        year,
        scheme_id,
        evaluation_id,
        ballot_id,
        count(*) as n_marks,
        count(distinct department_id) as n_departments
    from {{ ref('int_marks_screened') }}
    where reason is null and points is not null
    group by city_id, year, scheme_id, evaluation_id, ballot_id
    having min(option_id) = max(option_id)
)

select
    counted.city_id,
    counted.year,
    counted.scheme_id,
    counted.evaluation_id,
    counted.ballot_id,
    counted.n_marks,
    counted.n_departments,
    settings.is_straight_line_removed as is_removed
from counted
inner join {{ ref('int_component_settings') }} as settings
    on counted.scheme_id = settings.scheme_id and counted.evaluation_id = settings.component_id
where
    counted.n_marks >= settings.straight_line_min_marks
    and counted.n_departments >= settings.straight_line_min_departments
