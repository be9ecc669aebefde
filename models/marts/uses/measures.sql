-- What follows from the result, each with its clause (rules.md 7). The quota of civil servants has a mart of its own.
-- 考评结果综合运用
select
    uses.city_id,
    uses.year,
    uses.scheme_id,
    uses.is_official,
    uses.department_id,
    results.category_id,
    uses.use_id as measure_id,
    uses.applies_by as reason,
    case
        when uses.is_by_grade then '等次：' || grades.name_zh
        when uses.applies_by = 'bottom_two_years' then '连续两年位于倒数（上年：' || bottoms.bottom_before_zh || '）'
        when uses.applies_by = 'otherwise' then '其余情形'
        when grades.is_admonition then '等次：' || grades.name_zh
        else '类别内倒数第 ' || cast(bottoms.rank_from_below as string) || ' 名（共 ' || cast(results.n_ranked as string) || ' 个'
            || case
                when uses.applies_by = 'back' and bottoms.rank_from_below <= bottoms.back_places
                    then '，末 ' || cast(bottoms.back_places as string) || ' 名为靠后' else ''
            end || '）'
    end as reason_zh,
    case
        when uses.is_by_grade then 'grade: ' || grades.name_en
        when uses.applies_by = 'bottom_two_years' then 'at the bottom two years running (last year: ' || bottoms.bottom_before_en || ')'
        when uses.applies_by = 'otherwise' then 'all other cases'
        when grades.is_admonition then 'grade: ' || grades.name_en
        else 'rank ' || cast(bottoms.rank_from_below as string) || ' from below of ' || cast(results.n_ranked as string)
            || case
                when uses.applies_by = 'back' and bottoms.rank_from_below <= bottoms.back_places
                    then ', the last ' || cast(bottoms.back_places as string) || ' count as the back' else ''
            end
    end as reason_en,
    uses.value_num,
    uses.value_den,
    uses.amount,
    uses.clause,
    uses.basis
from {{ ref('int_uses_applied') }} as uses
inner join {{ ref('department_results') }} as results
    on uses.city_id = results.city_id
    and uses.year = results.year
    and uses.scheme_id = results.scheme_id
    and uses.department_id = results.department_id
inner join {{ ref('int_bottoms_repeated') }} as bottoms
    on uses.city_id = bottoms.city_id
    and uses.year = bottoms.year
    and uses.scheme_id = bottoms.scheme_id
    and uses.department_id = bottoms.department_id
left join {{ ref('int_grades_ordered') }} as grades
    on results.scheme_id = grades.scheme_id and results.grade_id = grades.grade_id
where uses.use_id <> 'civil_servant_excellent_share'
