-- 交报时限
select
    trim(source) as source,
    trim(owner_office) as owner_office,
    trim(due_mmdd) as due_mmdd,
    coalesce(trim(required) = '1', false) as is_required
from {{ source('defaults', 'source_calendar') }}
where nullif(trim(due_mmdd), '') is not null
