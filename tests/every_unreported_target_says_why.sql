-- A target without a result that counts says what is missing, in both languages; no other target does. 没有完成情况的原因
select city_id, year, scheme_id, target_id, status, unreported_reason
from {{ ref('target_results') }}
where (status = 'unreported') <> (unreported_reason is not null and unreported_reason_zh is not null and unreported_reason_en is not null)
