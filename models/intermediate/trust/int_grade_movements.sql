-- What lies behind a change of grade since last year: a decision (steps 4 to 6 of this year gave the grade, or by rank
-- nothing changed), other people answering (last year's grade still turns up in the replicates), or more than that.
with official as (
    select
        grades.city_id,
        grades.year,
        grades.scheme_id,
        grades.department_id,
        grades.grade_by_rank,
        grades.grade_id
    from {{ ref('int_grades') }} as grades
    inner join {{ ref('int_runs') }} as runs
        on grades.city_id = runs.city_id
        and grades.year = runs.year
        and grades.scheme_id = runs.scheme_id
        and runs.is_official
    where grades.draw = 0
),

compared as (
    select
        now.*,
        before.grade_id as grade_before,
        before.grade_by_rank as grade_by_rank_before,
        case when drawn.department_id is not null then coalesce(probabilities.probability, 0) end as probability,
        settings.noise_probability
    from official as now
    inner join {{ ref('int_scheme_settings') }} as settings on now.scheme_id = settings.scheme_id
    inner join {{ ref('int_predecessors') }} as links
        on now.city_id = links.city_id
        and now.year = links.year
        and now.department_id = links.department_id
        and links.n_before = 1
    inner join official as before
        on links.city_id = before.city_id
        and links.year_before = before.year
        and links.department_before = before.department_id
    left join {{ ref('int_draw_summaries') }} as drawn
        on now.city_id = drawn.city_id
        and now.year = drawn.year
        and now.scheme_id = drawn.scheme_id
        and now.department_id = drawn.department_id
        and drawn.kind = 'ballots'
    left join {{ ref('int_grade_probabilities') }} as probabilities
        on now.city_id = probabilities.city_id
        and now.year = probabilities.year
        and now.scheme_id = probabilities.scheme_id
        and now.department_id = probabilities.department_id
        and before.grade_id = probabilities.grade_id
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    grade_before,
    case
        when grade_id = grade_before then 'unchanged'
        when grade_id <> grade_by_rank or grade_by_rank = grade_by_rank_before then 'override'
        when {{ fix('probability', 9) }} >= {{ fix('noise_probability', 9) }} then 'within_noise'
        when probability is not null then 'beyond_noise'
    end as movement,
    probability as probability_of_grade_before
from compared
