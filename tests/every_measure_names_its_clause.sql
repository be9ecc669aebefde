-- Claim: whatever follows from a result says by which clause of the rule book (mission.md 13 to 15).
select city_id, year, scheme_id, department_id, measure_id
from {{ ref('measures') }}
where nullif(trim(clause), '') is null
