-- The departments of every cell whose correlation is tested anew, numbered by their id, with twice their mid-ranks (whole
-- numbers) and the text that orders them in a permutation (rules.md 8, p_value).
{%- set cell = ['city_id', 'year', 'scheme_id', 'category_id', 'pair'] %}
select
    {% for key in cell %}ranks.{{ key }}, {% endfor %}
    dense_rank() over (order by {% for key in cell %}ranks.{{ key }}{{ ', ' if not loop.last }}{% endfor %}) as cell_number,
    row_number() over (
        partition by {% for key in cell %}ranks.{{ key }}{{ ', ' if not loop.last }}{% endfor %} order by ranks.department_id
    ) as place,
    ranks.city_id || '|' || cast(ranks.year as string) || '|' || ranks.scheme_id || '|' || ranks.pair || '|'
    || ranks.category_id || '|' || ranks.department_id || '|' as label,
    cast(2 * ranks.midrank_x as bigint) as x,
    cast(2 * ranks.midrank_y as bigint) as y,
    partitions.permutations
from {{ ref('int_consistency_ranks') }} as ranks
inner join {{ ref('int_consistency_cells') }} as cells
    on {% for key in cell %}ranks.{{ key }} = cells.{{ key }} and {% endfor %}cells.is_stored
inner join {{ ref('int_permutation_partitions') }} as partitions
    on ranks.city_id = partitions.city_id
    and ranks.year = partitions.year
    and ranks.scheme_id = partitions.scheme_id
    and partitions.is_changed
