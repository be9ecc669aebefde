-- 0 is the official computation. Replicates of the ballots and draws of the weights are further rows of this model,
-- so that they go through the same scoring and grading SQL (architecture.md, house rule 8).
select
    city_id,
    year,
    scheme_id,
    0 as draw
from {{ ref('int_runs') }}
