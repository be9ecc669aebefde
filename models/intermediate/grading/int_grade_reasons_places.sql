-- Step 2 as one sentence per category: the base N, each grade's places and how they were rounded (official draw).
{%- set category = ['city_id', 'year', 'scheme_id', 'category_id'] %}
with given as (
    select
        {% for key in category %}places.{{ key }}, {% endfor %}
        grades.grade_order,
        {%- for lang in ['zh', 'en'] %}
        grades.name_{{ lang }} || ' ' || cast(places.places as string) as given_{{ lang }},
        {%- endfor %}
        coalesce(of_category.clause, grades.clause) as clause,
        case
            when grades.is_quota then grades.grade_id || '=' || cast(places.n_eligible as string) || 'x'
                || cast(coalesce(of_category.quota_num, grades.quota_num) as string) || '/'
                || cast(coalesce(of_category.quota_den, grades.quota_den) as string)
        end as evidence,
        {%- for lang in ['zh', 'en'] %}
        case
            when grades.is_quota then grades.name_{{ lang }} || ' ' || cast(places.n_eligible as string) || ' × '
                || cast(coalesce(of_category.quota_num, grades.quota_num) as string) || '/'
                || cast(coalesce(of_category.quota_den, grades.quota_den) as string)
        end as evidence_{{ lang }},
        {%- endfor %}
        places.n_eligible,
        places.remainder_tie
    from {{ ref('int_grade_places') }} as places
    inner join {{ ref('int_grades_ordered') }} as grades
        on places.scheme_id = grades.scheme_id and places.grade_id = grades.grade_id
    left join {{ ref('grade_shares') }} as of_category
        on places.scheme_id = of_category.scheme_id
        and places.category_id = of_category.category_id
        and places.grade_id = of_category.grade_id
    where places.draw = 0
),

numbered as (
    select
        *,
        row_number() over (partition by {{ category | join(', ') }}, clause order by grade_order) as clause_number
    from given
),

listed as (
    select
        {{ category | join(', ') }},
        max(n_eligible) as n_eligible,
        max(case when remainder_tie then 1 else 0 end) = 1 as remainder_tie,
        {{ dbt.listagg("given_zh", "'、'", "order by grade_order") }} as given_zh,
        {{ dbt.listagg("given_en", "', '", "order by grade_order") }} as given_en,
        {{ dbt.listagg("evidence", "'; '", "order by grade_order") }} as evidence,
        {{ dbt.listagg("evidence_zh", "'；'", "order by grade_order") }} as evidence_zh,
        {{ dbt.listagg("evidence_en", "'; '", "order by grade_order") }} as evidence_en,
        {{ dbt.listagg("case when clause_number = 1 then clause end", "'; '", "order by grade_order") }} as clause
    from numbered
    group by {{ category | join(', ') }}
),

vetoed as (
    select {{ category | join(', ') }}, sum(case when is_vetoed then 1 else 0 end) as n_vetoed
    from {{ ref('int_grade_limits') }}
    where draw = 0
    group by {{ category | join(', ') }}
)

select
    {% for key in category %}listed.{{ key }}, {% endfor %}
    {%- for lang, before, base, after, colon, each, largest, tie in [
        ('zh', '名额基数 ', '（一票否决的 ', ' 个不计入）', '：', '；各等次分别四舍五入', '；按最大余数法', '，余数相同的先给较好的等次'),
        ('en', 'base of the places ', ' (vetoed and not counted: ', ')', ': ', '; each rounded half up', '; by largest remainder', ', equal remainders: the better grade first')
    ] %}
    '{{ before }}' || cast(listed.n_eligible as string)
    || case when vetoed.n_vetoed > 0 and not settings.is_vetoed_in_base then '{{ base }}' || cast(vetoed.n_vetoed as string) || '{{ after }}' else '' end
    || '{{ colon }}' || listed.given_{{ lang }}
    || case settings.rounding when 'largest_remainder' then '{{ largest }}' else '{{ each }}' end
    || case when listed.remainder_tie then '{{ tie }}' else '' end as reason_{{ lang }},
    {%- endfor %}
    nullif(concat_ws(
        '; ', listed.clause, clauses.rounding, case when vetoed.n_vetoed > 0 then clauses.vetoed_count_in_base end
    ), '') as clause,
    concat_ws('; ', 'N=' || cast(listed.n_eligible as string), listed.evidence, 'rounding=' || settings.rounding) as evidence,
    {%- for lang, base, between, each, largest in [('zh', '基数 ', '；', '各等次分别四舍五入', '按最大余数法'), ('en', 'base ', '; ', 'each rounded half up', 'by largest remainder')] %}
    concat_ws(
        '{{ between }}', '{{ base }}' || cast(listed.n_eligible as string), listed.evidence_{{ lang }},
        case settings.rounding when 'largest_remainder' then '{{ largest }}' else '{{ each }}' end
    ) as evidence_{{ lang }}{{ ',' if not loop.last }}
    {%- endfor %}
from listed
inner join vetoed
    on {% for key in category %}listed.{{ key }} = vetoed.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
inner join {{ ref('int_scheme_settings') }} as settings on listed.scheme_id = settings.scheme_id
inner join {{ ref('int_grade_clauses') }} as clauses
    on listed.city_id = clauses.city_id and listed.year = clauses.year and listed.scheme_id = clauses.scheme_id
