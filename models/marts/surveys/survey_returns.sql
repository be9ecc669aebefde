-- Is the sample enough? What was sent to each rater group and came back, and in how many departments its ballots were too
-- few to take part. The mean is over the departments whose cell is shown, so that no hidden cell follows from it. 发放与回收
{%- set group = ['city_id', 'year', 'scheme_id', 'evaluation_id', 'group_id'] %}
with papers as (
    select
        {{ group | join(', ') }},
        count(*) as n_returned,
        sum(case when n_departments > 0 and not is_removed then 1 else 0 end) as n_counted
    from {{ ref('int_ballots_summed') }}
    group by {{ group | join(', ') }}
),

cells as (
    select
        {{ group | join(', ') }},
        count(*) as n_departments,
        sum(case when is_taking_part then 1 else 0 end) as n_taking_part,
        sum(case when is_suppressed then 1 else 0 end) as n_suppressed,
        {{ ratio('sum(' ~ exact('mean_score') ~ ')', 'count(mean_score)') }} as mean_score
    from {{ ref('survey_group_results') }}
    group by {{ group | join(', ') }}
)

select
    cells.city_id,
    cells.year,
    cells.scheme_id,
    true as is_official,
    cells.evaluation_id,
    cells.group_id,
    groups.name_zh as group_zh,
    groups.name_en as group_en,
    groups.weight as group_weight,
    cast(coalesce(groups.min_ballots, 1) as bigint) as min_ballots,
    cast(coalesce(frames.population, groups.population) as bigint) as population,
    cast(frames.sent as bigint) as sent,
    cast(coalesce(papers.n_returned, 0) as bigint) as n_returned,
    cast(coalesce(papers.n_counted, 0) as bigint) as n_counted,
    {{ ratio('coalesce(papers.n_returned, 0)', 'frames.sent') }} as return_rate,
    {{ ratio('coalesce(papers.n_counted, 0)', 'coalesce(frames.population, groups.population)') }} as population_share,
    cast(cells.n_departments as bigint) as n_departments,
    cast(cells.n_taking_part as bigint) as n_taking_part,
    cast(cells.n_departments - cells.n_taking_part as bigint) as n_left_out,
    cast(cells.n_suppressed as bigint) as n_suppressed,
    cells.mean_score,
    cells.n_taking_part < cells.n_departments as is_left_out
from cells
inner join {{ ref('rater_groups') }} as groups
    on cells.scheme_id = groups.scheme_id and cells.evaluation_id = groups.evaluation_id and cells.group_id = groups.group_id
left join {{ ref('stg_survey_frames') }} as frames
    on cells.city_id = frames.city_id
    and cells.year = frames.year
    and cells.evaluation_id = frames.evaluation_id
    and cells.group_id = frames.group_id
left join papers on {% for key in group %}cells.{{ key }} = papers.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
