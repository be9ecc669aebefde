-- Evidence that may lower a grade can be read without a computer: each row says its figures in both languages.
select city_id, year, department_id, target_id, test_id, value, 'finding' as kind
from {{ ref('conservative_findings') }}
where sentence_zh is null or sentence_en is null
union all
select city_id, year, department_id, null, null, flagged_share, 'proposal'
from {{ ref('conservative_proposals') }}
where sentence_zh is null or sentence_en is null
union all
select city_id, year, department_id, target_id, finding_id, value, 'target_finding'
from {{ ref('target_findings') }}
where sentence_zh is null or sentence_en is null
