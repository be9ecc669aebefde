-- The grades of a scheme with their part in the fixed order: quota grades first, then pass, the last is admonition.
-- 评出优秀、良好、达标和诫勉4个等次
with ordered as (
    select
        scheme_id,
        grade_id,
        name_zh,
        name_en,
        cast(row_number() over (partition by scheme_id order by grade_order) as integer) as grade_order,
        {{ fix('floor', 9) }} as floor,
        quota_num,
        quota_den,
        clause,
        cast(count(*) over (partition by scheme_id) as integer) as last_order
    from {{ ref('grades') }}
)

select
    ordered.scheme_id,
    ordered.grade_id,
    ordered.name_zh,
    ordered.name_en,
    ordered.grade_order,
    ordered.quota_num,
    ordered.quota_den,
    ordered.floor,
    ordered.clause,
    ordered.last_order,
    ordered.grade_order < ordered.last_order - 1 as is_quota,
    ordered.grade_order = ordered.last_order - 1 as is_pass,
    ordered.grade_order = ordered.last_order as is_admonition,
    ordered.grade_id = settings.downgrade_lowest as is_downgrade_lowest
from ordered
inner join {{ ref('int_scheme_settings') }} as settings on ordered.scheme_id = settings.scheme_id
