-- Reports that count in a run: verified, and dated within the year or before the year-end cut-off of the next year.
select
    versions.city_id,
    versions.year,
    versions.scheme_id,
    versions.target_id,
    reports.report_id,
    reports.reported_on,
    reports.actual_value,
    reports.completed_on,
    reports.judged_score,
    coalesce(reports.assessor_id, '') as assessor_id
from {{ ref('int_targets_versions') }} as versions
inner join {{ ref('int_component_settings') }} as settings
    on versions.scheme_id = settings.scheme_id and versions.component_id = settings.component_id
inner join {{ ref('stg_target_reports') }} as reports
    on versions.city_id = reports.city_id
    and versions.year = reports.year
    and versions.target_id = reports.target_id
where
    reports.is_verified = 1
    and reports.reported_on >= cast(cast(versions.year as string) || '-01-01' as date)
    and reports.reported_on <= case
        when settings.year_end_cutoff is null then cast(cast(versions.year as string) || '-12-31' as date)
        else cast(cast(versions.year + 1 as string) || '-' || settings.year_end_cutoff as date)
    end
