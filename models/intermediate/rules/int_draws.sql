-- 0 is the official computation of every run. The replicates of the ballots count up from 1, the draws of the weights down
-- from -1: further rows of this model, so that they go through the same scoring and grading SQL (house rule 8). They are
-- there only for official runs whose fingerprint changed since the last build; the others keep their results.
with numbers as (
    {{ numbers(10001) }}
)

select
    city_id,
    year,
    scheme_id,
    0 as draw,
    'official' as kind
from {{ ref('int_runs') }}
{%- for kind, sign, how_many in [('ballots', '', 'replicates'), ('weights', '-', 'weight_draws')] %}
union all
select
    partitions.city_id,
    partitions.year,
    partitions.scheme_id,
    cast({{ sign }}numbers.number as integer) as draw,
    '{{ kind }}' as kind
from {{ ref('int_trust_partitions') }} as partitions
inner join {{ ref('int_scheme_settings') }} as settings on partitions.scheme_id = settings.scheme_id
inner join numbers on numbers.number between 1 and settings.{{ how_many }}
where partitions.is_changed
{%- endfor %}
