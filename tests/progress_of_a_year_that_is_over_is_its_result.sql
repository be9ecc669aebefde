-- Looked at after the year-end cut-off, a target's progress is its result: the same last value, and a quantity is done
-- exactly where its achievement reaches 100 (rules.md 4). 年度结束后，进度即结果
{%- set as_of = "cast('" ~ as_of_date() ~ "' as date)" %}
select progress.city_id, progress.year, progress.target_id, progress.state, progress.last_value, results.year_end_value, results.achievement
from {{ ref('target_progress') }} as progress
inner join {{ ref('target_results') }} as results
    on progress.city_id = results.city_id
    and progress.year = results.year
    and progress.scheme_id = results.scheme_id
    and progress.target_id = results.target_id
inner join {{ ref('int_component_settings') }} as settings
    on progress.scheme_id = settings.scheme_id and progress.component_id = settings.component_id
where
    progress.measure_kind = 'quantity'
    and {{ as_of }} > case
        when settings.year_end_cutoff is null then cast(cast(progress.year as string) || '-12-31' as date)
        else cast(cast(progress.year + 1 as string) || '-' || settings.year_end_cutoff as date)
    end
    and not (
        coalesce(progress.last_value = results.year_end_value, progress.last_value is null and results.year_end_value is null)
        and (progress.state = 'done') = coalesce({{ fix('results.achievement', 9) }} >= 100, false)
    )
