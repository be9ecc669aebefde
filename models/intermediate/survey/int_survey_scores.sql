-- One evaluation's score of one department: taking-part groups by their weights, its standard error and its bounds.
-- Sums over groups are exact decimals, so that the order of the groups cannot move the last digit.
with by_department as (
    select
        city_id,
        year,
        scheme_id,
        evaluation_id,
        department_id,
        sum(n_ballots) as n_ballots,
        sum(n_marks) as n_marks,
        sum(n_dont_know) as n_dont_know,
        sum(n_satisfied) as n_satisfied,
        sum(n_top) as n_top,
        sum(case when is_taking_part then 1 else 0 end) as n_groups,
        sum(case when is_taking_part then {{ exact('group_weight') }} end) as weight_sum,
        sum(case when is_taking_part then {{ exact('group_weight * mean_score') }} end) as score_sum,
        sum(case when is_taking_part then {{ exact('group_weight * mean_low') }} end) as low_sum,
        sum(case when is_taking_part then {{ exact('group_weight * mean_high') }} end) as high_sum,
        sum(case
            when is_taking_part and unsampled_share > 0
                then {{ exact('group_weight * group_weight * unsampled_share * variance / n_ballots') }}
        end) as variance_sum,
        max(case when is_taking_part and n_ballots = 1 and unsampled_share > 0 then 1 else 0 end) = 1 as has_single_ballot
    from {{ ref('int_survey_groups') }}
    group by city_id, year, scheme_id, evaluation_id, department_id
)

select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    departments.department_id,
    departments.category_id,
    tree.component_id as evaluation_id,
    coalesce(scored.n_ballots, 0) as n_ballots,
    coalesce(scored.n_marks, 0) as n_marks,
    coalesce(scored.n_dont_know, 0) as n_dont_know,
    coalesce(scored.n_satisfied, 0) as n_satisfied,
    coalesce(scored.n_top, 0) as n_top,
    coalesce(scored.n_groups, 0) as n_groups,
    {{ ratio('scored.score_sum', 'scored.weight_sum') }} as score,
    case when scored.n_groups > 0 and not scored.has_single_ballot
        then sqrt(cast(coalesce(scored.variance_sum, 0) as double)) / nullif(cast(scored.weight_sum as double), 0)
    end as se,
    case
        when coalesce(scored.n_groups, 0) = 0 then 'no_score'
        when scored.has_single_ballot then 'single_ballot'
        else 'ok'
    end as se_status,
    {{ ratio('scored.low_sum', 'scored.weight_sum') }} as score_low,
    {{ ratio('scored.high_sum', 'scored.weight_sum') }} as score_high
from {{ ref('int_runs') }} as runs
inner join {{ ref('stg_departments') }} as departments
    on runs.city_id = departments.city_id and runs.year = departments.year
inner join {{ ref('int_component_tree') }} as tree on runs.scheme_id = tree.scheme_id and tree.method = 'survey'
left join by_department as scored
    on runs.city_id = scored.city_id
    and runs.year = scored.year
    and runs.scheme_id = scored.scheme_id
    and departments.department_id = scored.department_id
    and tree.component_id = scored.evaluation_id
