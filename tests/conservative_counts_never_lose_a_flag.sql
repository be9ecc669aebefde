-- Every flag of conservative_findings is counted, out of at least as many tested; a quantile flags at most the part that
-- its construction makes it flag (rules.md 4, light_difficulty).
with flagged as (
    select city_id, year, test_id, sum(case when is_flagged then 1 else 0 end) as n_flagged
    from {{ ref('conservative_findings') }}
    group by city_id, year, test_id
)

select counts.city_id, counts.year, counts.test_id, counts.n_tested, counts.n_flagged, counts.expected_flagged, flagged.n_flagged as n_found
from {{ ref('conservative_counts') }} as counts
left join flagged
    on counts.city_id = flagged.city_id and counts.year = flagged.year and counts.test_id = flagged.test_id
where
    counts.n_flagged <> coalesce(flagged.n_flagged, 0)
    or counts.n_flagged > counts.n_tested
    or counts.n_departments_flagged > counts.n_departments
    or counts.n_flagged > counts.expected_flagged
