-- How often a ballot counts in each replicate: Poisson(1) by the md5 of its name, so that every evaluation and every build
-- draws alike (rules.md 8, ballot bootstrap). A row per ballot and block of replicates, in city-years that are drawn anew.
{%- set size = replicates_in_block() %}
with ballots as (
    select
        counted.city_id,
        counted.year,
        counted.scheme_id,
        counted.evaluation_id,
        counted.ballot_id,
        row_number() over (
            order by counted.city_id, counted.year, counted.scheme_id, counted.evaluation_id, counted.ballot_id
        ) as ballot_number,
        counted.city_id || '|' || cast(counted.year as string) || '|' || counted.evaluation_id || '|' || counted.ballot_id || '|' as label,
        settings.replicates
    from {{ ref('int_ballots_counted') }} as counted
    inner join {{ ref('int_trust_partitions') }} as partitions
        on counted.city_id = partitions.city_id
        and counted.year = partitions.year
        and counted.scheme_id = partitions.scheme_id
        and partitions.is_changed
    inner join {{ ref('int_scheme_settings') }} as settings on counted.scheme_id = settings.scheme_id
    group by
        counted.city_id, counted.year, counted.scheme_id, counted.evaluation_id, counted.ballot_id, settings.replicates
),

blocks as (
    select
        number as block,
        {%- for i in range(size) %}
        cast(number * {{ size }} + {{ i + 1 }} as string) || '|boot' as label_{{ i }}{{ ',' if not loop.last }}
        {%- endfor %}
    from ({{ numbers(1000) }}) as counted
),

-- A step of its own, so that each md5 is computed once.
hashed as (
    select
        ballots.city_id,
        ballots.year,
        ballots.scheme_id,
        ballots.evaluation_id,
        ballots.ballot_id,
        ballots.ballot_number,
        blocks.block,
        {%- for i in range(size) %}
        substr(md5(ballots.label || blocks.label_{{ i }}), 1, 15) as digits_{{ i }}{{ ',' if not loop.last }}
        {%- endfor %}
    from ballots
    inner join blocks on blocks.block * {{ size }} < ballots.replicates
)

select
    city_id,
    year,
    scheme_id,
    evaluation_id,
    ballot_id,
    ballot_number,
    block,
    {%- for i in range(size) %}
    {{ poisson_quantile('digits_' ~ i) }} as times_{{ i }}{{ ',' if not loop.last }}
    {%- endfor %}
from hashed
