-- The bracketed defaults of rules.md, with the type and the values each setting may take.
select
    trim(setting_id) as setting_id,
    nullif(trim(value), '') as value,
    trim(type) as type,
    nullif(trim(allowed), '') as allowed
from {{ source('defaults', 'setting_defaults') }}
