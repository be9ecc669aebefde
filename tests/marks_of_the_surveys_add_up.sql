-- The screening accounts for every mark once: its reasons add up to the funnel, and what it calls counted is what the results
-- were made from (rules.md 2).
with screened as (
    select
        city_id, year, scheme_id, evaluation_id,
        sum(n_marks) as n_marks,
        sum(case when reason = 'counted' then n_marks else 0 end) as n_counted
    from {{ ref('survey_screening') }}
    group by city_id, year, scheme_id, evaluation_id
),

funnel as (
    select
        city_id, year, scheme_id, evaluation_id,
        sum(n_marks + n_dont_know + n_duplicate + n_unknown_option + n_unknown_item + n_group_not_in_scheme) as n_marks
    from {{ ref('int_ballot_scores') }}
    group by city_id, year, scheme_id, evaluation_id
),

results as (
    select city_id, year, scheme_id, evaluation_id, sum(n_marks) as n_counted
    from {{ ref('survey_results') }}
    group by city_id, year, scheme_id, evaluation_id
)

select screened.*, funnel.n_marks as n_in_funnel, results.n_counted as n_in_results
from screened
left join funnel
    on screened.city_id = funnel.city_id
    and screened.year = funnel.year
    and screened.scheme_id = funnel.scheme_id
    and screened.evaluation_id = funnel.evaluation_id
left join results
    on screened.city_id = results.city_id
    and screened.year = results.year
    and screened.scheme_id = results.scheme_id
    and screened.evaluation_id = results.evaluation_id
where screened.n_marks <> coalesce(funnel.n_marks, 0) or screened.n_counted <> coalesce(results.n_counted, 0)
