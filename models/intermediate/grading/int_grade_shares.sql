-- N and each quota grade's exact part of it, as integers over one denominator; the last row is the rest (pass).
{%- set keys = ['city_id', 'year', 'scheme_id', 'draw', 'category_id'] %}
with bases as (
    select
        limits.city_id,
        limits.year,
        limits.scheme_id,
        limits.draw,
        limits.category_id,
        settings.rounding,
        sum(case when limits.is_vetoed and not settings.is_vetoed_in_base then 0 else 1 end) as n_eligible
    from {{ ref('int_grade_limits') }} as limits
    inner join {{ ref('int_scheme_settings') }} as settings on limits.scheme_id = settings.scheme_id
    group by
        limits.city_id, limits.year, limits.scheme_id, limits.draw, limits.category_id, settings.rounding
),

shares as (
    select
        bases.*,
        grades.grade_id,
        grades.grade_order,
        coalesce(of_category.quota_num, grades.quota_num) as quota_num,
        coalesce(of_category.quota_den, grades.quota_den) as quota_den
    from bases
    inner join {{ ref('int_grades_ordered') }} as grades on bases.scheme_id = grades.scheme_id and grades.is_quota
    left join {{ ref('grade_shares') }} as of_category
        on bases.scheme_id = of_category.scheme_id
        and bases.category_id = of_category.category_id
        and grades.grade_id = of_category.grade_id
),

multiples as (
    select
        {{ keys | join(', ') }},
        {{ common_multiple('quota_den') }} as multiple
    from shares
    group by {{ keys | join(', ') }}
),

numerators as (
    select
        shares.*,
        multiples.multiple,
        shares.n_eligible * shares.quota_num * cast(multiples.multiple / shares.quota_den as bigint) as numerator
    from shares
    inner join multiples
        on {% for key in keys %}shares.{{ key }} = multiples.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
)

select
    {{ keys | join(', ') }},
    rounding,
    grade_id,
    grade_order,
    n_eligible,
    cast(multiple as bigint) as multiple,
    cast(numerator as bigint) as numerator,
    true as is_quota
from numerators
union all
select
    bases.city_id,
    bases.year,
    bases.scheme_id,
    bases.draw,
    bases.category_id,
    bases.rounding,
    grades.grade_id,
    grades.grade_order,
    bases.n_eligible,
    cast(coalesce(max(numerators.multiple), 1) as bigint) as multiple,
    cast(bases.n_eligible * coalesce(max(numerators.multiple), 1) - coalesce(sum(numerators.numerator), 0) as bigint) as numerator,
    false as is_quota
from bases
inner join {{ ref('int_grades_ordered') }} as grades on bases.scheme_id = grades.scheme_id and grades.is_pass
left join numerators
    on {% for key in keys %}bases.{{ key }} = numerators.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
group by
    bases.city_id, bases.year, bases.scheme_id, bases.draw, bases.category_id, bases.rounding,
    grades.grade_id, grades.grade_order, bases.n_eligible
