-- One correlation per category and pair, stored from n = 4 with spread on both sides; interval from n = 8
-- (Bonett-Wright on atanh). rho_by_construction: what a part would show against a whole of independent parts.
{%- set cell = ['city_id', 'year', 'scheme_id', 'category_id', 'pair'] %}
with correlated as (
    select
        {{ cell | join(', ') }},
        count(*) as n,
        min(x) < max(x) and min(y) < max(y) as has_spread,
        {{ pearson('midrank_x', 'midrank_y') }} as rho,
        {{ pearson('midrank_x', 'midrank_total') }} as rho_total,
        {{ exact_variance('x') }} as variance_x
    from {{ ref('int_consistency_ranks') }}
    group by {{ cell | join(', ') }}
),

concordance as (
    select
        {% for key in cell %}a.{{ key }}, {% endfor %}
        sum(sign(a.x - b.x) * sign(a.y - b.y)) as concordant
    from {{ ref('int_consistency_ranks') }} as a
    inner join {{ ref('int_consistency_ranks') }} as b
        on {% for key in cell %}a.{{ key }} = b.{{ key }} and {% endfor %}a.department_id < b.department_id
    group by {% for key in cell %}a.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
),

leaf_variances as (
    select
        {% for key in cell %}members.{{ key }}, {% endfor %}
        leaves.component_id,
        coalesce({{ exact_variance("case when leaves.kind = 'bonus' then coalesce(leaves.points, 0) else leaves.points end") }}, 0) as variance
    from {{ ref('int_consistency_values') }} as members
    inner join {{ ref('int_leaf_points') }} as leaves
        on members.city_id = leaves.city_id
        and members.year = leaves.year
        and members.scheme_id = leaves.scheme_id
        and members.department_id = leaves.department_id
        and leaves.draw = 0
    where members.pair in ('leader', 'social')
    group by {% for key in cell %}members.{{ key }}, {% endfor %}leaves.component_id
),

constructed as (
    select {{ cell | join(', ') }}, cast(sum({{ exact('variance') }}) as double) as variance_of_leaves
    from leaf_variances
    group by {{ cell | join(', ') }}
)

select
    {% for key in cell %}correlated.{{ key }}, {% endfor %}
    correlated.n,
    correlated.has_spread,
    correlated.n >= 4 and correlated.has_spread as is_stored,
    correlated.n * (correlated.n - 1) / 2 as n_pairs,
    case when correlated.n >= 4 and correlated.has_spread then correlated.rho end as rho,
    case when correlated.n >= 4 and correlated.has_spread
        then (1 + {{ ratio('concordance.concordant', 'correlated.n * (correlated.n - 1) / 2') }}) / 2 end as pair_agreement,
    case when correlated.n >= 4 and correlated.has_spread and correlated.pair in ('contribution', 'leader', 'social')
        then correlated.rho_total end as rho_uncorrected,
    case when correlated.n >= 4 and correlated.has_spread and constructed.variance_of_leaves is not null
        then sqrt(correlated.variance_x) / nullif(sqrt(constructed.variance_of_leaves), 0) end as rho_by_construction
from correlated
left join concordance
    on {% for key in cell %}correlated.{{ key }} = concordance.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
left join constructed
    on {% for key in cell %}correlated.{{ key }} = constructed.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
