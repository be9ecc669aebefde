-- The scores of every draw: 0 the official ones; a replicate of the ballots scores the surveys anew, where a group is left in
-- it, and nothing else; a draw of the weights takes the scores as they are.
select
    draws.city_id,
    draws.year,
    draws.scheme_id,
    draws.draw,
    official.department_id,
    official.component_id,
    coalesce(resampled.score, official.score) as score
from {{ ref('int_draws') }} as draws
inner join {{ ref('int_leaf_scores_official') }} as official
    on draws.city_id = official.city_id and draws.year = official.year and draws.scheme_id = official.scheme_id
left join {{ ref('int_survey_resampled') }} as resampled
    on draws.city_id = resampled.city_id
    and draws.year = resampled.year
    and draws.scheme_id = resampled.scheme_id
    and draws.draw = resampled.draw
    and official.department_id = resampled.department_id
    and official.component_id = resampled.evaluation_id
