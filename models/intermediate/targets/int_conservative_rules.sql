-- What counts as conservative under a scheme: the components looked at (the first are the key targets) and the
-- thresholds, typed. 避高就低、避实就虚、避重就轻、避大就小
select
    scheme_id,
    ';' || replace({{ setting('conservative_components') }}, ' ', '') || ';' as components_looked_at,
    split_part(replace({{ setting('conservative_components') }}, ' ', ''), ';', 1) as key_component_id,
    cast({{ setting('min_stretch') }} as double) as min_stretch,
    cast({{ setting('vague_increase') }} as double) as vague_increase,
    cast({{ setting('easy_corr') }} as double) as easy_corr,
    cast({{ setting('light_percentile') }} as double) as light_percentile,
    cast({{ setting('coverage_min') }} as double) as coverage_min,
    cast({{ setting('slack_over_fulfilment') }} as decimal(18, 9)) as slack_over_fulfilment,
    cast({{ setting('slack_years') }} as integer) as slack_years,
    cast({{ setting('easy_min_targets') }} as integer) as easy_min_targets,
    cast({{ setting('light_min_departments') }} as integer) as light_min_departments,
    cast({{ setting('conservative_share_1') }} as double) as conservative_share_1,
    cast({{ setting('conservative_share_2') }} as double) as conservative_share_2
from {{ ref('int_settings') }}
where component_id is null
group by scheme_id
