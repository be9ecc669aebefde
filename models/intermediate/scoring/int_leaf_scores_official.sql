-- One shape for every source of a score; a method is a row here, never a column.
select city_id, year, scheme_id, department_id, evaluation_id as component_id, score
from {{ ref('int_survey_scores') }}
union all
select city_id, year, scheme_id, department_id, component_id, score
from {{ ref('int_daily_scores') }}
union all
select city_id, year, scheme_id, department_id, component_id, score
from {{ ref('int_target_scores') }}
union all
select runs.city_id, runs.year, runs.scheme_id, direct.department_id, direct.component_id, direct.score
from {{ ref('int_runs') }} as runs
inner join {{ ref('stg_direct_scores') }} as direct on runs.city_id = direct.city_id and runs.year = direct.year
inner join {{ ref('int_component_tree') }} as tree
    on runs.scheme_id = tree.scheme_id and direct.component_id = tree.component_id and tree.method = 'direct'
