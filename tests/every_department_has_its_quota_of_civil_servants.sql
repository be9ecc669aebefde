-- Claim: where the scheme has a quota of excellent civil servants, every department of the run has exactly one, graded or not.
with wanted as (
    select results.city_id, results.year, results.scheme_id, results.department_id
    from {{ ref('department_results') }} as results
    where results.scheme_id in (
        select uses.scheme_id from {{ ref('result_uses') }} as uses
        where uses.use_id = 'civil_servant_excellent_share' and uses.condition = 'otherwise'
    )
)

select wanted.city_id, wanted.year, wanted.scheme_id, wanted.department_id
from wanted
left join {{ ref('excellent_quotas') }} as quotas
    on wanted.city_id = quotas.city_id
    and wanted.year = quotas.year
    and wanted.scheme_id = quotas.scheme_id
    and wanted.department_id = quotas.department_id
where quotas.department_id is null
