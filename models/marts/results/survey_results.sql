-- What the ballots say, with their standard error, the don't-know bounds and the Wilson interval of satisfaction.
with rated as (
    select
        scores.*,
        scales.mark_mode,
        {{ ratio('scores.n_dont_know', 'scores.n_marks + scores.n_dont_know') }} as dk_rate,
        case when scales.mark_mode <> 'rank' then {{ ratio('scores.n_satisfied', 'scores.n_marks') }} end as satisfaction,
        {{ ratio('scores.n_top', 'scores.n_marks') }} as top_box,
        cast(nullif(scores.n_marks, 0) as double) as n
    from {{ ref('int_survey_scores') }} as scores
    inner join {{ ref('int_evaluation_scales') }} as scales
        on scores.scheme_id = scales.scheme_id and scores.evaluation_id = scales.evaluation_id
)

select
    rated.city_id,
    rated.year,
    rated.scheme_id,
    runs.is_official,
    rated.department_id,
    rated.category_id,
    rated.evaluation_id,
    cast(rated.n_ballots as bigint) as n_ballots,
    cast(rated.n_marks as bigint) as n_marks,
    cast(rated.n_groups as bigint) as n_groups,
    rated.score,
    rated.se,
    rated.se_status,
    case when rated.score is not null then rated.score_low end as score_low,
    case when rated.score is not null then rated.score_high end as score_high,
    rated.dk_rate,
    rated.satisfaction,
    {%- for side, sign in [('low', '-'), ('high', '+')] %}
    (
        rated.satisfaction + {{ z95() }} * {{ z95() }} / (2 * rated.n)
        {{ sign }} {{ z95() }} * sqrt(rated.satisfaction * (1 - rated.satisfaction) / rated.n + {{ z95() }} * {{ z95() }} / (4 * rated.n * rated.n))
    ) / (1 + {{ z95() }} * {{ z95() }} / rated.n) as satisfaction_{{ side }},
    {%- endfor %}
    rated.top_box,
    shrunken.shrunken_score,
    shrunken.reliability
from rated
inner join {{ ref('int_runs') }} as runs
    on rated.city_id = runs.city_id and rated.year = runs.year and rated.scheme_id = runs.scheme_id
left join {{ ref('int_survey_shrunken') }} as shrunken
    on rated.city_id = shrunken.city_id
    and rated.year = shrunken.year
    and rated.scheme_id = shrunken.scheme_id
    and rated.evaluation_id = shrunken.evaluation_id
    and rated.department_id = shrunken.department_id
