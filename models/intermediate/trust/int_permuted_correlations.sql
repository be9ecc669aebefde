-- Permutation b of a cell pairs the i-th X (by department) with the Y of the i-th department in the order of
-- md5(city|year|scheme|pair|category|department|b|perm), and correlates them (rules.md 8, p_value). Ranks come ready, the
-- sums of squares stay what they are, so that a permutation costs one sum. The first 15 digits of the md5 are the order.
{%- set cell = ['city_id', 'year', 'scheme_id', 'category_id', 'pair'] %}
with cells as (
    select
        {{ cell | join(', ') }},
        cell_number,
        cast(count(*) as double) as n,
        cast(sum(x) as double) as x_sum,
        cast(sum(y) as double) as y_sum,
        sqrt(
            cast(count(*) * sum(x * x) - sum(x) * sum(x) as double) * cast(count(*) * sum(y * y) - sum(y) * sum(y) as double)
        ) as spread
    from {{ ref('int_permutation_members') }}
    group by {{ cell | join(', ') }}, cell_number
),

permutations as (
    select number as permutation, cast(number as string) || '|perm' as label
    from ({{ numbers(100000) }}) as counted
    where number between 1 and (select max(permutations) from {{ ref('int_permutation_members') }})
),

-- A step of its own, so that each md5 is computed once.
hashed as (
    select
        members.cell_number,
        permutations.permutation,
        members.y,
        {{ hash_number('members.label || permutations.label') }} as hash_number
    from {{ ref('int_permutation_members') }} as members
    inner join permutations on members.permutations >= permutations.permutation
),

shuffled as (
    select
        cell_number,
        permutation,
        y,
        row_number() over (partition by cell_number, permutation order by hash_number) as place
    from hashed
),

products as (
    select shuffled.cell_number, shuffled.permutation, cast(sum(members.x * shuffled.y) as double) as product_sum
    from shuffled
    inner join {{ ref('int_permutation_members') }} as members on shuffled.cell_number = members.cell_number and shuffled.place = members.place
    group by shuffled.cell_number, shuffled.permutation
)

select
    {% for key in cell %}cells.{{ key }}, {% endfor %}
    products.permutation,
    cells.n,
    (cells.n * products.product_sum - cells.x_sum * cells.y_sum) / cells.spread as rho
from products
inner join cells on products.cell_number = cells.cell_number
