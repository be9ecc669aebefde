-- How the ballots came in, day by day: who would send reminders looks at the flat end of the line. Counts of papers only,
-- never by rater group: a group's few papers of one day would be people. 回收进度
with days as (
    select city_id, year, scheme_id, evaluation_id, submitted_on, count(*) as n_ballots
    from {{ ref('int_ballots_summed') }}
    group by city_id, year, scheme_id, evaluation_id, submitted_on
),

cumulated as (
    select
        *,
        sum(n_ballots) over (
            partition by city_id, year, scheme_id, evaluation_id
            order by submitted_on nulls last rows between unbounded preceding and current row
        ) as n_until,
        sum(n_ballots) over (partition by city_id, year, scheme_id, evaluation_id) as n_all
    from days
)

select
    city_id,
    year,
    scheme_id,
    true as is_official,
    evaluation_id,
    submitted_on,
    cast(n_ballots as bigint) as n_ballots,
    cast(case when submitted_on is not null then n_until end as bigint) as n_cumulated,
    case when submitted_on is not null then {{ ratio('n_until', 'n_all') }} end as share_cumulated
from cumulated
