-- Ballots whose surviving counted marks are many, on many departments, and all one option. Flagged always; removed only
-- where the scheme says so (remove_straight_lines).
with counted as (
    select
        city_id,
        year,
        scheme_id,
        evaluation_id,
        ballot_id,
        sum(n_marks) as n_marks,
        sum(case when n_marks > 0 then 1 else 0 end) as n_departments
    from {{ ref('int_ballot_scores') }}
    group by city_id, year, scheme_id, evaluation_id, ballot_id
    having min(first_option) = max(last_option)
)

select
    counted.city_id,
    counted.year,
    counted.scheme_id,
    counted.evaluation_id,
    counted.ballot_id,
    cast(counted.n_marks as bigint) as n_marks,
    cast(counted.n_departments as bigint) as n_departments,
    settings.is_straight_line_removed as is_removed
from counted
inner join {{ ref('int_component_settings') }} as settings
    on counted.scheme_id = settings.scheme_id and counted.evaluation_id = settings.component_id
where
    counted.n_marks >= settings.straight_line_min_marks
    and counted.n_departments >= settings.straight_line_min_departments
