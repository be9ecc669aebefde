-- An evaluation in one row: what came back, how precise its scores are, how far raters differ in leniency, and how many
-- departments would stand elsewhere if they did not. What the page on surveys says in words. 评议总体情况
{%- set evaluation = ['city_id', 'year', 'scheme_id', 'evaluation_id'] %}
with papers_of_groups as (
    select
        {{ evaluation | join(', ') }},
        group_id,
        count(*) as n_returned,
        sum(case when n_departments > 0 and not is_removed then 1 else 0 end) as n_counted,
        sum(case when is_straight_lined then 1 else 0 end) as n_straight_lined,
        {{ exact_variance('case when not is_removed then above_others end') }} as leniency_variance,
        count(case when not is_removed then above_others end) - 1 as freedom
    from {{ ref('int_ballots_summed') }}
    group by {{ evaluation | join(', ') }}, group_id
),

papers as (
    select
        {{ evaluation | join(', ') }},
        sum(n_returned) as n_returned,
        sum(n_counted) as n_counted,
        sum(n_straight_lined) as n_straight_lined,
        sqrt({{ ratio('sum(' ~ exact('leniency_variance * freedom') ~ ')', 'sum(case when leniency_variance is not null then freedom end)') }}) as leniency_sd
    from papers_of_groups
    group by {{ evaluation | join(', ') }}
),

returns as (
    select
        {{ evaluation | join(', ') }},
        case when count(sent) = count(*) then sum(sent) end as sent,
        count(*) as n_groups,
        sum(case when is_left_out then 1 else 0 end) as n_groups_left_out,
        sum(n_left_out) as n_left_out,
        sum(n_suppressed) as n_suppressed
    from {{ ref('survey_returns') }}
    group by {{ evaluation | join(', ') }}
),

measured as (
    select
        {{ evaluation | join(', ') }},
        count(*) as n_departments,
        count(score) as n_scored,
        {{ quantile('se', 0.5) }} as se_median,
        max(se) as se_highest,
        min(score) as score_lowest,
        max(score) as score_highest,
        {{ ratio('sum(' ~ raw('score') ~ ')', 'count(score)') }} as score_mean
    from {{ ref('survey_results') }}
    where is_official
    group by {{ evaluation | join(', ') }}
),

moves as (
    select
        {{ evaluation | join(', ') }},
        is_straight_line_removed,
        is_straight_line_shown,
        {%- for way in ['otherwise', 'without_leniency'] %}
        sum(case when places_up_{{ way }} = 0 then 0 when places_up_{{ way }} is not null then 1 end) as n_moved_{{ way }},
        max(abs(places_up_{{ way }})) as most_places_{{ way }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('survey_quality') }}
    group by {{ evaluation | join(', ') }}, is_straight_line_removed, is_straight_line_shown
)

select
    {% for key in evaluation %}measured.{{ key }}, {% endfor %}
    true as is_official,
    components.name_zh,
    components.name_en,
    cast(components.sort_order as bigint) as sort_order,
    scales.mark_mode,
    cast(returns.sent as bigint) as sent,
    cast(coalesce(papers.n_returned, 0) as bigint) as n_returned,
    cast(coalesce(papers.n_counted, 0) as bigint) as n_counted,
    {{ ratio('coalesce(papers.n_returned, 0)', 'returns.sent') }} as return_rate,
    cast(case when moves.is_straight_line_shown then coalesce(papers.n_straight_lined, 0) end as bigint) as n_straight_lined,
    case when moves.is_straight_line_shown then {{ ratio('papers.n_straight_lined', 'papers.n_returned') }} end as straight_line_share,
    moves.is_straight_line_removed,
    papers.leniency_sd,
    measured.n_departments,
    measured.n_scored,
    {% for column in ['score_mean', 'score_lowest', 'score_highest', 'se_median', 'se_highest'] %}measured.{{ column }}, {% endfor %}
    {%- for column in ['n_groups', 'n_groups_left_out', 'n_left_out', 'n_suppressed'] %}
    cast(returns.{{ column }} as bigint) as {{ column }},
    {%- endfor %}
    {%- for column in ['n_moved_otherwise', 'most_places_otherwise', 'n_moved_without_leniency', 'most_places_without_leniency'] %}
    cast(moves.{{ column }} as bigint) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
from measured
{%- for name, relation in {'papers': 'papers', 'returns': 'returns', 'moves': 'moves'}.items() %}
left join {{ relation }} as {{ name }} on {% for key in evaluation %}measured.{{ key }} = {{ name }}.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
{%- endfor %}
inner join {{ ref('int_evaluation_scales') }} as scales
    on measured.scheme_id = scales.scheme_id and measured.evaluation_id = scales.evaluation_id
inner join {{ ref('components') }} as components
    on measured.scheme_id = components.scheme_id and measured.evaluation_id = components.component_id
