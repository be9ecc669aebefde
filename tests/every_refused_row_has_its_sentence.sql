-- Whoever sent a file learns what to do: every refused row names its file and its rule and says so in both languages; and
-- every file with refused rows has at least one such sentence.
with refused as (
    select
        city_id, year, source_file, rule,
        case
            when rule is null then 'no rule'
            when coalesce(trim(message_zh), '') = '' or coalesce(trim(message_en), '') = '' then 'no sentence'
        end as finding
    from {{ ref('quarantine') }}
),

silent as (
    select files.city_id, files.year, files.source_file, cast(null as string) as rule, 'refused without a row' as finding
    from {{ ref('intake_files') }} as files
    left join (select distinct source_file from {{ ref('quarantine') }}) as named
        on files.source_file = named.source_file
    where files.rows_refused > 0 and named.source_file is null
)

select city_id, year, source_file, rule, finding from refused where finding is not null
union all
select city_id, year, source_file, rule, finding from silent
