-- Would a department stand elsewhere in its category if straight-lined ballots were treated the other way round, or if its
-- raters had all been equally lenient? For information: the official score stays. What fewer than min_cell ballots would
-- move is not shown: the score without somebody gives away what that somebody said. 打分质量
{%- set evaluation = ['city_id', 'year', 'scheme_id', 'evaluation_id'] %}
{%- set ways = {
    'otherwise': 'checked.n_otherwise >= greatest(coalesce(groups.min_ballots, 1), 1)',
    'without_leniency': 'checked.n_ballots >= greatest(coalesce(groups.min_ballots, 1), 1)'
} %}
with papers as (
    select {{ evaluation | join(', ') }}, sum(case when is_straight_lined then 1 else 0 end) as n_straight_lined
    from {{ ref('int_ballots_summed') }}
    group by {{ evaluation | join(', ') }}
),

checked as (
    select
        {% for key in evaluation %}checked.{{ key }}, {% endfor %}
        checked.department_id,
        sum(greatest(checked.n_ballots, checked.n_otherwise)) as n_returned,
        sum(checked.n_straight_lined) as n_straight_lined,
        {%- for way, taking_part in ways.items() %}
        {{ ratio('sum(case when ' ~ taking_part ~ ' then ' ~ exact('groups.weight * checked.mean_' ~ way) ~ ' end)',
            'sum(case when ' ~ taking_part ~ ' then ' ~ exact('groups.weight') ~ ' end)') }} as score_{{ way }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('int_survey_groups_checked') }} as checked
    inner join {{ ref('rater_groups') }} as groups
        on checked.scheme_id = groups.scheme_id
        and checked.evaluation_id = groups.evaluation_id
        and checked.group_id = groups.group_id
    group by {% for key in evaluation %}checked.{{ key }}, {% endfor %}checked.department_id
),

scored as (
    select
        {% for key in evaluation + ['department_id', 'category_id', 'score'] %}scores.{{ key }}, {% endfor %}
        departments.name_zh,
        departments.name_en,
        {%- for side, limit, sign in [('low', 'greatest', '-'), ('high', 'least', '+')] %}
        case when scores.se is not null then {{ limit }}(scores.score {{ sign }} {{ z95() }} * scores.se, scales.{{ side }}est_points) end as interval_{{ side }},
        {%- endfor %}
        settings.is_straight_line_removed,
        departments.is_ranked = 1 and scores.score is not null as is_compared,
        coalesce(papers.n_straight_lined, 0) = 0 or papers.n_straight_lined >= cast(cells.value as bigint) as is_straight_line_shown,
        coalesce(checked.n_straight_lined, 0) = 0 or checked.n_straight_lined >= cast(cells.value as bigint) as is_share_shown,
        {{ ratio('checked.n_straight_lined', 'checked.n_returned') }} as straight_line_share,
        checked.score_otherwise,
        checked.score_without_leniency
    from {{ ref('int_survey_scores') }} as scores
    inner join {{ ref('int_runs') }} as runs
        on scores.city_id = runs.city_id and scores.year = runs.year and scores.scheme_id = runs.scheme_id and runs.is_official
    inner join {{ ref('stg_departments') }} as departments
        on scores.city_id = departments.city_id and scores.year = departments.year and scores.department_id = departments.department_id
    inner join {{ ref('int_component_settings') }} as settings
        on scores.scheme_id = settings.scheme_id and scores.evaluation_id = settings.component_id
    inner join {{ ref('int_settings') }} as cells
        on scores.scheme_id = cells.scheme_id and scores.evaluation_id = cells.component_id and cells.setting_id = 'min_cell'
    inner join {{ ref('int_evaluation_scales') }} as scales
        on scores.scheme_id = scales.scheme_id and scores.evaluation_id = scales.evaluation_id
    left join papers on {% for key in evaluation %}scores.{{ key }} = papers.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
    left join checked
        on {% for key in evaluation %}scores.{{ key }} = checked.{{ key }} and {% endfor %}scores.department_id = checked.department_id
),

ranked as (
    select
        *,
        sum(case when is_compared then 1 else 0 end) over (partition by {{ evaluation | join(', ') }}, category_id) as n_compared,
        {%- for score in ['score', 'score_otherwise', 'score_without_leniency'] %}
        {%- set is_ranked = 'is_compared' if score == 'score' else 'is_compared and is_straight_line_shown and ' ~ score ~ ' is not null' if score == 'score_otherwise' else 'is_compared and ' ~ score ~ ' is not null' %}
        case
            when {{ is_ranked }} then rank() over (
                partition by {{ evaluation | join(', ') }}, category_id, {{ is_ranked }} order by {{ fix(score, 9) }} desc
            )
        end as {{ score | replace('score', 'rank') }}{{ ',' if not loop.last }}
        {%- endfor %}
    from scored
)

select
    {{ evaluation | join(', ') }},
    true as is_official,
    department_id,
    name_zh,
    name_en,
    category_id,
    is_straight_line_removed,
    is_straight_line_shown,
    cast(n_compared as bigint) as n_compared,
    score,
    interval_low,
    interval_high,
    cast(rank as bigint) as category_rank,
    case when is_share_shown then straight_line_share end as straight_line_share,
    case when is_share_shown and is_straight_line_shown then score_otherwise end as score_otherwise,
    cast(rank_otherwise as bigint) as rank_otherwise,
    cast(rank - rank_otherwise as bigint) as places_up_otherwise,
    score_without_leniency,
    cast(rank_without_leniency as bigint) as rank_without_leniency,
    cast(rank - rank_without_leniency as bigint) as places_up_without_leniency
from ranked
