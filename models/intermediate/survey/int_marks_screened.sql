-- Every mark of an evaluation that the run's scheme knows, with its points or the first reason why it does not count
-- (rules.md 2, "Screening"). 领导评议与社会评议相结合: one row shape for every evaluation.
with marks as (
    select
        marks.city_id,
        marks.year,
        marks.ballot_id,
        marks.department_id,
        marks.item_id,
        marks.option_id,
        ballots.evaluation_id,
        ballots.group_id,
        row_number() over (
            partition by marks.city_id, marks.year, marks.ballot_id, marks.department_id, marks.item_id
            order by marks.source_file, marks.source_row
        ) as copy_number
    from {{ ref('stg_marks') }} as marks
    inner join {{ ref('stg_ballots') }} as ballots
        on marks.city_id = ballots.city_id
        and marks.year = ballots.year
        and marks.ballot_id = ballots.ballot_id
),

evaluations as (
    select scheme_id, component_id as evaluation_id
    from {{ ref('int_component_tree') }}
    where method = 'survey'
),

matched as (
    select
        runs.scheme_id,
        marks.*,
        settings.mark_mode,
        settings.rank_step,
        items.weight as item_weight,
        groups.group_id is not null as is_known_group,
        options.option_id is not null as is_known_option,
        options.points as option_points,
        options.is_satisfied = 1 as is_satisfied,
        case
            when
                settings.mark_mode = 'rank'
                and try_cast(marks.option_id as integer) > 0
                and cast(try_cast(marks.option_id as integer) as string) = marks.option_id
                then try_cast(marks.option_id as integer)
        end as given_rank
    from marks
    inner join {{ ref('int_runs') }} as runs on marks.city_id = runs.city_id and marks.year = runs.year
    inner join evaluations
        on runs.scheme_id = evaluations.scheme_id and marks.evaluation_id = evaluations.evaluation_id
    inner join {{ ref('int_component_settings') }} as settings
        on runs.scheme_id = settings.scheme_id and marks.evaluation_id = settings.component_id
    left join {{ ref('survey_items') }} as items
        on runs.scheme_id = items.scheme_id
        and marks.evaluation_id = items.evaluation_id
        and marks.item_id = items.item_id
    left join {{ ref('rater_groups') }} as groups
        on runs.scheme_id = groups.scheme_id
        and marks.evaluation_id = groups.evaluation_id
        and marks.group_id = groups.group_id
    left join {{ ref('mark_options') }} as options
        on runs.scheme_id = options.scheme_id
        and marks.evaluation_id = options.evaluation_id
        and marks.option_id = options.option_id
)

select
    city_id,
    year,
    scheme_id,
    evaluation_id,
    group_id,
    ballot_id,
    department_id,
    item_id,
    option_id,
    item_weight,
    case
        when given_rank is not null then greatest(0, 100 - rank_step * (given_rank - 1))
        else option_points
    end as points,
    case
        when copy_number > 1 then 'duplicate'
        when not is_known_option and given_rank is null then 'unknown_option'
        when item_weight is null then 'unknown_item'
        when not is_known_group then 'group_not_in_scheme'
    end as reason,
    is_satisfied
from matched
