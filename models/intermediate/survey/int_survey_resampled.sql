-- An evaluation's score of a department in a replicate: the groups that are left in it, by their weights.
select
    city_id,
    year,
    scheme_id,
    draw,
    department_id,
    evaluation_id,
    {{ ratio('sum(' ~ exact('group_weight * mean_score') ~ ')', 'sum(' ~ exact('group_weight') ~ ')') }} as score
from {{ ref('int_survey_resampled_groups') }}
where mean_score is not null
group by city_id, year, scheme_id, draw, department_id, evaluation_id
