-- The settings that may differ from component to component (surveys, daily appraisal, targets), typed.
select
    scheme_id,
    component_id,
    {{ setting('mark_mode') }} as mark_mode,
    {{ setting('unreported_target') }} as unreported_target,
    {{ setting('targets_close_on') }} as targets_close_on,
    {{ setting('year_end_cutoff') }} as year_end_cutoff,
    cast({{ setting('points_decimals') }} as integer) as points_decimals,
    cast({{ setting('straight_line_min_marks') }} as integer) as straight_line_min_marks,
    cast({{ setting('straight_line_min_departments') }} as integer) as straight_line_min_departments,
    cast({{ setting('min_assessors') }} as integer) as min_assessors,
    cast({{ setting('trimmed_from_assessors') }} as integer) as trimmed_from_assessors,
    cast({{ setting('rank_step') }} as double) as rank_step,
    cast({{ setting('daily_base') }} as double) as daily_base,
    cast({{ setting('daily_bonus_cap') }} as double) as daily_bonus_cap,
    cast({{ setting('daily_overflow') }} as double) as daily_overflow,
    cast({{ setting('stretch_bonus') }} as double) as stretch_bonus,
    cast({{ setting('default_stretch') }} as double) as default_stretch,
    cast({{ setting('late_points_per_day') }} as double) as late_points_per_day,
    cast({{ setting('difficulty_span') }} as double) as difficulty_span,
    cast({{ setting('target_cap') }} as double) as target_cap,
    cast({{ setting('setting_share') }} as double) as setting_share,
    cast({{ setting('remove_straight_lines') }} as integer) = 1 as is_straight_line_removed,
    cast({{ setting('count_pending') }} as integer) = 1 as is_pending_counted
from {{ ref('int_settings') }}
where component_id is not null
group by scheme_id, component_id
