-- The settings that hold for a scheme as a whole (grades, uses, trust), typed.
select
    scheme_id,
    {{ setting('rounding') }} as rounding,
    {{ setting('tie_policy') }} as tie_policy,
    {{ setting('tie_keys') }} as tie_keys,
    {{ setting('downgrade_lowest') }} as downgrade_lowest,
    {{ setting('contribution_measure') }} as contribution_measure,
    {{ setting('objective_components') }} as objective_components,
    {{ setting('conservative_components') }} as conservative_components,
    cast({{ setting('points_total') }} as double) as points_total,
    cast({{ setting('admonition_below') }} as double) as admonition_below,
    cast({{ setting('near_cut_points') }} as double) as near_cut_points,
    cast({{ setting('bottom_count') }} as integer) as bottom_count,
    cast({{ setting('bottom_min_ranked') }} as integer) as bottom_min_ranked,
    cast({{ setting('back_share') }} as decimal(18, 9)) as back_share,
    {{ setting('excellent_words') }} as excellent_words,
    {{ setting('results_published_on') }} as results_published_on,
    cast({{ setting('appeal_file_days') }} as integer) as appeal_file_days,
    cast({{ setting('appeal_answer_days') }} as integer) as appeal_answer_days,
    cast({{ setting('rho_min') }} as double) as rho_min,
    cast({{ setting('discordance_share') }} as double) as discordance_share,
    cast({{ setting('replicates') }} as integer) as replicates,
    cast({{ setting('weight_draws') }} as integer) as weight_draws,
    cast({{ setting('weight_span') }} as double) as weight_span,
    cast({{ setting('permutations') }} as integer) as permutations,
    cast({{ setting('small_cell_p') }} as double) as small_cell_p,
    cast({{ setting('noise_probability') }} as double) as noise_probability,
    cast({{ setting('vetoed_count_in_base') }} as integer) = 1 as is_vetoed_in_base,
    cast({{ setting('carry_unfilled') }} as integer) = 1 as is_carried,
    cast({{ setting('refill') }} as integer) = 1 as is_refilled
from {{ ref('int_settings') }}
where component_id is null
group by scheme_id
