-- f(own year, peers' year, scheme) = 1 + the ranked peers of the present category with a higher total: the rank a department
-- would have had with its own results, its peers' results and the scheme each of this year or of last year (rules.md 9).
with corners as (
    select * from {{ ref('int_change_corners') }} where is_comparable and is_ranked_in_both
),

switched as (
    {%- for own in ['before', 'now'] %}
    {%- for peers in ['before', 'now'] %}
    {%- for scheme in ['before', 'now'] %}
    select
        city_id, year_now, department_now, department_before, category_id,
        '{{ own }}_{{ peers }}_{{ scheme }}' as switches,
        total_{{ own }}_{{ scheme }} as total,
        year_{{ peers }} as peers_year,
        scheme_{{ scheme }} as scheme_id
    from corners
    {{ 'union all' if not (own == 'now' and peers == 'now' and scheme == 'now') }}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
),

counted as (
    select
        switched.city_id,
        switched.year_now,
        switched.department_now,
        switched.switches,
        1 + sum(case when peers.total > switched.total then 1 else 0 end) as rank_then
    from switched
    left join {{ ref('int_totals') }} as peers
        on switched.city_id = peers.city_id
        and switched.peers_year = peers.year
        and switched.scheme_id = peers.scheme_id
        and switched.category_id = peers.category_id
        and peers.draw = 0
        and peers.is_eligible
        and peers.department_id not in (switched.department_now, switched.department_before)
    group by switched.city_id, switched.year_now, switched.department_now, switched.switches
)

select
    city_id,
    year_now,
    department_now
    {%- for own in ['before', 'now'] %}
    {%- for peers in ['before', 'now'] %}
    {%- for scheme in ['before', 'now'] %},
    max(case when switches = '{{ own }}_{{ peers }}_{{ scheme }}' then rank_then end) as rank_{{ own }}_{{ peers }}_{{ scheme }}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
from counted
group by city_id, year_now, department_now
