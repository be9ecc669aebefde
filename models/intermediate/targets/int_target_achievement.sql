-- Achievement c of every counted target (rules.md 4): anchors for quantities, days late for milestones, assessors for
-- judged targets. Unreported: nothing that counts was handed in.
with anchored as (
    select
        versions.*,
        {{ fix('versions.target_value', 9) }} as target_anchor,
        coalesce(
            versions.floor_value,
            case when versions.target_value > 0 then case versions.dir when 1 then 0 else 2 * versions.target_value end end
        ) as floor_anchor,
        coalesce(
            versions.stretch_value,
            case when versions.target_value > 0 then versions.target_value * (1 + versions.dir * settings.default_stretch) end
        ) as stretch_anchor,
        reported.n_reports,
        reported.last_value,
        reported.completed_on,
        reported.n_assessors,
        reported.median_score,
        reported.trimmed_mean,
        settings.stretch_bonus,
        settings.late_points_per_day,
        settings.min_assessors,
        settings.trimmed_from_assessors,
        settings.unreported_target,
        city_year.year is not null as has_any_report,
        case when versions.measure_kind = 'milestone' then greatest(0, {{ dbt.datediff(
            'coalesce(versions.due_on, ' ~ day_of('versions.year', '12-31') ~ ')', 'reported.completed_on', 'day'
        ) }}) end as days_late
    from {{ ref('int_targets_versions') }} as versions
    inner join {{ ref('int_component_settings') }} as settings
        on versions.scheme_id = settings.scheme_id and versions.component_id = settings.component_id
    left join {{ ref('int_target_values') }} as reported
        on versions.city_id = reported.city_id
        and versions.year = reported.year
        and versions.scheme_id = reported.scheme_id
        and versions.target_id = reported.target_id
    left join (select distinct city_id, year from {{ ref('stg_target_reports') }}) as city_year
        on versions.city_id = city_year.city_id and versions.year = city_year.year
),

measured as (
    select
        *,
        case measure_kind
            when 'quantity' then case
                when last_value is null then null
                when is_all_or_nothing
                    then case when dir * ({{ fix('last_value', 9) }} - target_anchor) >= 0 then 100 else 0 end
                when dir * (last_value - floor_anchor) <= 0 then 0
                when dir * (last_value - target_value) <= 0
                    then 100 * (last_value - floor_anchor) / (target_value - floor_anchor)
                when stretch_anchor is null then 100
                when dir * (last_value - stretch_anchor) >= 0 then 100 + stretch_bonus
                else 100 + stretch_bonus * (last_value - target_value) / (stretch_anchor - target_value)
            end
            when 'milestone' then case
                when coalesce(n_reports, 0) = 0 then null
                when completed_on is null then 0
                else greatest(0, 100 - late_points_per_day * days_late)
            end
            when 'judged' then case
                when n_assessors >= trimmed_from_assessors then trimmed_mean
                when n_assessors >= min_assessors then median_score
            end
        end as measured_achievement
    from anchored
    where is_counted
)

select
    city_id,
    year,
    scheme_id,
    target_id,
    department_id,
    component_id,
    floor_anchor,
    stretch_anchor,
    stretch_bonus,
    coalesce(n_reports, 0) as n_reports,
    last_value,
    completed_on,
    case when completed_on is not null then days_late end as days_late,
    n_assessors,
    case when measure_kind = 'judged' then case
        when n_assessors >= trimmed_from_assessors then 'trimmed_mean' when n_assessors >= min_assessors then 'median'
    end end as judged_by,
    coalesce(
        measured_achievement,
        case when unreported_target = 'zero' and has_any_report then 0 end
    ) as achievement,
    has_any_report,
    measured_achievement is null as is_unreported,
    measured_achievement is null and (unreported_target = 'missing' or not has_any_report) as is_blocking
from measured
