-- Every counted target with its reports so far and what one could expect by now: from the floor to the target as the
-- year goes by. 时间过半、任务过半
{%- set as_of = "cast('" ~ as_of_date() ~ "' as date)" %}
with placed as (
    select
        targets.*,
        so_far.n_verified,
        so_far.last_reported_on,
        so_far.last_value,
        so_far.last_value_on,
        so_far.completed_on,
        so_far.n_assessors,
        so_far.q1_value,
        so_far.q2_value,
        so_far.q3_value,
        so_far.q4_value,
        so_far.n_unverified,
        so_far.last_unverified_on,
        settings.min_assessors,
        coalesce(targets.due_on, {{ day_of('targets.year', '12-31') }}) as counts_as_due_on,
        least(1, greatest(0, {{ ratio(
            dbt.datediff(day_of('targets.year', '01-01'), as_of, 'day') ~ ' + 1',
            dbt.datediff(day_of('targets.year', '01-01'), day_of('targets.year', '12-31'), 'day') ~ ' + 1'
        ) }})) as year_elapsed,
        case
            {%- for end in ['12-31', '09-30', '06-30', '03-31'] %}
            when {{ as_of }} > {{ day_of('targets.year', end) }} then {{ day_of('targets.year', end) }}
            {%- endfor %}
        end as last_quarter_end,
        {{ as_of }} <= case
            when settings.year_end_cutoff is null then {{ day_of('targets.year', '12-31') }}
            else cast(cast(targets.year + 1 as string) || '-' || settings.year_end_cutoff as date)
        end as is_still_counting
    from {{ ref('int_targets_official') }} as targets
    inner join {{ ref('int_target_values_so_far') }} as so_far
        on targets.city_id = so_far.city_id
        and targets.year = so_far.year
        and targets.scheme_id = so_far.scheme_id
        and targets.target_id = so_far.target_id
    inner join {{ ref('int_component_settings') }} as settings
        on targets.scheme_id = settings.scheme_id and targets.component_id = settings.component_id
)

select
    city_id,
    year,
    scheme_id,
    target_id,
    department_id,
    category_id,
    component_id,
    title,
    measure_kind,
    unit,
    dir,
    weight_share,
    last_actual,
    floor_anchor,
    target_value,
    year_elapsed,
    counts_as_due_on,
    last_quarter_end,
    is_still_counting,
    last_value,
    last_value_on,
    last_reported_on,
    completed_on,
    n_assessors,
    q1_value,
    q2_value,
    q3_value,
    q4_value,
    n_verified,
    n_unverified,
    last_unverified_on,
    case
        when measure_kind = 'quantity' then floor_anchor + (target_value - floor_anchor) * year_elapsed
    end as expected_value,
    coalesce(case measure_kind
        when 'quantity' then {{ fix('dir * (last_value - target_value)', 9) }} >= 0
        when 'milestone' then completed_on is not null
        else n_assessors >= min_assessors
    end, false) as is_done
from placed
