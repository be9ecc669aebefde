-- Every test of how targets were set that could be made, with its figures, whether flagged or not: evidence for people
-- to judge, never a judgement. 避高就低、避实就虚、避重就轻、避大就小
{%- set keys = ['city_id', 'year', 'scheme_id', 'department_id'] %}
{%- set of_target = ['component_id', 'target_id', 'title'] %}
{%- set figures = ['kind', 'test_id', 'value', 'threshold', 'is_flagged'] %}
{%- set words = ['n_peers', 'sentence_zh', 'sentence_en'] %}
with found as (
    {%- for model in ['high_for_low', 'concrete_for_vague', 'dropped', 'slack'] %}
    select {{ (keys + of_target + figures + ['own_value', 'reference_value'] + words) | join(', ') }}
    from {{ ref('int_conservative_' ~ model) }}
    union all
    {%- endfor %}
    {%- for model in ['easy_weights', 'light_difficulty', 'coverage'] %}
    select
        {{ keys | join(', ') }}, cast(null as string), cast(null as string), cast(null as string), {{ figures | join(', ') }},
        {{ 'own_value, reference_value' if model == 'coverage' else 'cast(null as double), cast(null as double)' }}, {{ words | join(', ') }}
    from {{ ref('int_conservative_' ~ model) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    found.city_id,
    found.year,
    found.scheme_id,
    true as is_official,
    found.department_id,
    departments.category_id,
    found.component_id,
    found.target_id,
    found.title,
    found.kind,
    found.test_id,
    found.value,
    found.threshold,
    found.is_flagged,
    found.own_value,
    found.reference_value,
    found.n_peers,
    peers.peers_zh,
    peers.peers_en,
    found.sentence_zh,
    found.sentence_en
from found
inner join {{ ref('stg_departments') }} as departments
    on found.city_id = departments.city_id
    and found.year = departments.year
    and found.department_id = departments.department_id
left join {{ ref('int_target_peer_names') }} as peers
    on found.test_id = 'benchmark'
    and peers.comparison = 'benchmark_target'
    and found.city_id = peers.city_id
    and found.year = peers.year
    and found.scheme_id = peers.scheme_id
    and found.target_id = peers.target_id
