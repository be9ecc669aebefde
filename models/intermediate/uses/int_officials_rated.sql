-- Officials with what was decided about them outside: `excellent_words` of the scheme say which word means excellent,
-- since the sheet of the personnel office is written in its own words.
select
    officials.city_id,
    officials.year,
    officials.department_id,
    officials.person_id,
    officials.name,
    officials.post,
    officials.from_on,
    officials.to_on,
    officials.result,
    coalesce(
        instr(
            ';' || lower(replace(settings.excellent_words, ' ', '')) || ';',
            ';' || lower(replace(officials.result, ' ', '')) || ';'
        ) > 0,
        false
    ) as is_rated_excellent
from {{ ref('stg_officials') }} as officials
inner join {{ ref('int_runs') }} as runs
    on officials.city_id = runs.city_id and officials.year = runs.year and runs.is_official
inner join {{ ref('int_scheme_settings') }} as settings on runs.scheme_id = settings.scheme_id
