-- How a rater group sees a department, beside the other groups. Cells with fewer ballots than min_cell are not shown; nor
-- are the next smallest of the same score, until at least two are hidden and these hold min_cell ballots together: the
-- score is published, and whatever is hidden alone would follow by subtraction. 各层面怎样看
{%- set cell = 'city_id, year, scheme_id, evaluation_id, department_id' %}
{%- set hidden = ['n_ballots', 'mean_score', 'se', 'interval_low', 'interval_high', 'difference', 'difference_low', 'difference_high'] %}
with cells as (
    select
        scores.city_id, scores.year, scores.scheme_id, scores.evaluation_id, scores.department_id, scores.category_id,
        groups.group_id,
        groups.name_zh as group_zh,
        groups.name_en as group_en,
        groups.weight as group_weight,
        scales.lowest_points,
        scales.highest_points,
        cast(settings.value as bigint) as min_cell,
        coalesce(rated.n_ballots, 0) as n_ballots,
        rated.mean_score,
        coalesce(rated.is_taking_part, false) as is_taking_part,
        coalesce(rated.is_taking_part, false) and groups.weight > 0 as is_in_score,
        case when rated.unsampled_share = 0 then 0 else rated.unsampled_share * rated.variance / rated.n_ballots end as se_square
    from {{ ref('int_survey_scores') }} as scores
    inner join {{ ref('int_runs') }} as runs
        on scores.city_id = runs.city_id and scores.year = runs.year and scores.scheme_id = runs.scheme_id and runs.is_official
    inner join {{ ref('rater_groups') }} as groups
        on scores.scheme_id = groups.scheme_id and scores.evaluation_id = groups.evaluation_id
    inner join {{ ref('int_evaluation_scales') }} as scales
        on scores.scheme_id = scales.scheme_id and scores.evaluation_id = scales.evaluation_id
    inner join {{ ref('int_settings') }} as settings
        on scores.scheme_id = settings.scheme_id
        and scores.evaluation_id = settings.component_id
        and settings.setting_id = 'min_cell'
    left join {{ ref('int_survey_groups') }} as rated
        on scores.city_id = rated.city_id
        and scores.year = rated.year
        and scores.scheme_id = rated.scheme_id
        and scores.evaluation_id = rated.evaluation_id
        and scores.department_id = rated.department_id
        and groups.group_id = rated.group_id
),

{{ hidden_cells('cells', cell, 'group_id') }},

compared as (
    select
        *,
        {%- for name, value in [('weight', 'group_weight'), ('score', 'group_weight * mean_score'), ('square', 'group_weight * group_weight * se_square')] %}
        sum(case when is_in_score then {{ exact(value) }} end) over (partition by {{ cell }})
        - case when is_in_score then {{ exact(value) }} else 0 end as {{ name }}_others,
        {%- endfor %}
        sum(case when is_in_score and se_square is null then 1 else 0 end) over (partition by {{ cell }})
        - case when is_in_score and se_square is null then 1 else 0 end as n_unsure_others
    from hidden_cells
),

measured as (
    select
        *,
        sqrt(se_square) as se,
        mean_score - {{ ratio('score_others', 'weight_others') }} as difference,
        case when n_unsure_others = 0 then sqrt(se_square + {{ ratio('square_others', 'weight_others * weight_others') }}) end as difference_se
    from compared
),

bounded as (
    select
        *,
        case when se is not null then greatest(mean_score - {{ z95() }} * se, lowest_points) end as interval_low,
        case when se is not null then least(mean_score + {{ z95() }} * se, highest_points) end as interval_high,
        difference - {{ z95() }} * difference_se as difference_low,
        difference + {{ z95() }} * difference_se as difference_high
    from measured
)

select
    {{ cell }}, true as is_official, category_id, group_id, group_zh, group_en, group_weight, is_taking_part, min_cell,
    is_suppressed, suppressed_for,
    {%- for column in hidden %}
    case when not is_suppressed then {{ column }} end as {{ column }},
    {%- endfor %}
    case when not is_suppressed then difference_low > 0 or difference_high < 0 end as is_beyond_noise
from bounded
