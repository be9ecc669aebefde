-- Claim: what is wrong with a measure is said without the name of an official of the department (archive alone holds names).
select findings.city_id, findings.year, findings.department_id, findings.measure_id
from {{ ref('measure_findings') }} as findings
inner join {{ ref('stg_officials') }} as officials
    on findings.city_id = officials.city_id
    and findings.year = officials.year
    and findings.department_id = officials.department_id
where instr(findings.finding_zh, officials.name) > 0 or instr(findings.finding_en, officials.name) > 0
