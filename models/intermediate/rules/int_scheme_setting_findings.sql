-- A setting that is not in seeds/defaults, stands for an unknown component, or has a value out of its type.
with given as (
    select scheme_id, setting_id, component_id, value, 'settings.csv' as file from {{ ref('settings') }}
    union all
    select scheme_id, threshold_id, cast(null as string), value, 'thresholds.csv' from {{ ref('thresholds') }}
    union all
    select cast(null as string), setting_id, cast(null as string), value, 'defaults/settings.csv'
    from {{ ref('int_setting_defaults') }}
),

typed as (
    select
        given.*,
        defaults.type,
        defaults.allowed,
        defaults.setting_id is null as is_unknown,
        try_cast(given.value as double) as number,
        case
            when defaults.allowed like '>=%' then try_cast(substr(defaults.allowed, 3) as double)
            when defaults.allowed like '%..%' then try_cast(split_part(defaults.allowed, '..', 1) as double)
        end as at_least,
        case when defaults.allowed like '%..%' then try_cast(split_part(defaults.allowed, '..', 2) as double) end as at_most
    from given
    left join {{ ref('int_setting_defaults') }} as defaults on given.setting_id = defaults.setting_id
),

found as (
    select 'unknown_setting' as check_id, scheme_id, setting_id as object_id, value as found,
        '没有这个参数，可用的参数见 seeds/defaults/settings.csv' as message_zh,
        'there is no such setting; those there are stand in seeds/defaults/settings.csv' as message_en
    from typed where is_unknown
    union all
    select 'setting_of_unknown_component', typed.scheme_id, typed.setting_id, typed.component_id,
        '参数所属的考评项不在本方案中', 'the setting stands for a component that the scheme does not have'
    from typed
    left join {{ ref('components') }} as components
        on typed.scheme_id = components.scheme_id and typed.component_id = components.component_id
    where typed.component_id is not null and components.component_id is null
    union all
    select 'too_many_tie_keys', scheme_id, setting_id, value,
        '同分顺序至多6项', 'at most six tie keys'
    from typed where setting_id = 'tie_keys' and split_part(value, ';', 7) <> ''
    union all
    select 'setting_out_of_type', scheme_id, setting_id, value,
        '参数值不合其类型：' || coalesce(type, '') || ' ' || coalesce(allowed, ''),
        'the value is out of its type: ' || coalesce(type, '') || ' ' || coalesce(allowed, '')
    from typed
    where value is not null and not is_unknown and not coalesce(
        case type
            when 'integer' then number = floor(number)
            when 'decimal' then number is not null
            when 'flag' then value in ('0', '1')
            when 'choice' then position(';' || value || ';' in ';' || allowed || ';') > 0
            when 'mmdd' then try_cast('2001-' || value as date) is not null
            else true
        end
        and (at_least is null or number >= at_least)
        and (at_most is null or number <= at_most)
        and (coalesce(allowed, '') <> '>0' or number > 0),
        false
    )
)

select check_id, scheme_id, object_id, found, message_zh, message_en
from found
