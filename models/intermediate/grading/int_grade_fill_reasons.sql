-- Step 3 in words, one quota grade after the other: the places, who decided at the cut, and whether the department got in
-- (official draw). Places are counted among the candidates of the grade. 根据考评得分多少，评出……等次
{%- set category = ['city_id', 'year', 'scheme_id', 'category_id'] %}
with candidates as (
    select
        candidates.*,
        grades.name_zh,
        grades.name_en,
        components.name_zh as key_zh,
        components.name_en as key_en,
        candidates.places_open - places.places as n_carried,
        {{ number_text('candidates.inside_total', 9) }} as at_cut,
        cast(candidates.places_open as string) as places_text,
        cast(candidates.places_open + 1 as string) as next_text,
        cast(candidates.n_tied as string) as n_tied_text,
        cast(candidates.n_alike as string) as n_alike_text
    from {{ ref('int_grade_candidates') }} as candidates
    inner join {{ ref('int_grades_ordered') }} as grades
        on candidates.scheme_id = grades.scheme_id and candidates.grade_order = grades.grade_order
    inner join {{ ref('int_grade_places') }} as places
        on {% for key in category %}candidates.{{ key }} = places.{{ key }} and {% endfor %}candidates.grade_order = places.grade_order
        and places.draw = 0
    left join {{ ref('components') }} as components
        on candidates.scheme_id = components.scheme_id and candidates.decided_key = components.component_id
)

select
    {{ category | join(', ') }},
    grade_order,
    department_id,
    is_tied,
    decided_key,
    n_carried,
    name_zh || case
        when decided_by = 'no_places' then '没有名额'
        else '名额 ' || places_text || case when n_carried > 0 then '（含结转 ' || cast(n_carried as string) || '）' else '' end || '，'
            || case
                when decided_by = 'enough_places' then '可评的 ' || cast(n_candidates as string) || ' 个都得到'
                when is_tied then '第 ' || places_text || '、' || next_text || ' 个总分同为 ' || at_cut || '（同分共 ' || n_tied_text || ' 个），'
                    || case
                        when decided_key is not null then '按' || key_zh || '得分先后' || case when is_holder then '得到' else '未得到' end
                        else '各排序项也相同的 ' || n_alike_text || ' 个' || case when is_holder then '全部得到' else '全部不得' end
                    end
                else '按总分' || case when is_holder then '得到' else '未得到' end || '（第 ' || places_text || ' 个总分 ' || at_cut || '）'
            end
    end as text_zh,
    name_en || case
        when decided_by = 'no_places' then ': no places'
        else ', places ' || places_text || case when n_carried > 0 then ' (' || cast(n_carried as string) || ' carried over)' else '' end || ': '
            || case
                when decided_by = 'enough_places' then 'enough for all ' || cast(n_candidates as string) || ' candidates'
                when is_tied then 'numbers ' || places_text || ' and ' || next_text || ' have equal totals of ' || at_cut || ' (' || n_tied_text || ' equal totals), '
                    || case
                        when decided_key is not null then 'decided by the points of ' || key_en || case when is_holder then ': in' else ': not in' end
                        else n_alike_text || ' of them equal in every tie key' || case when is_holder then ': all in' else ': none in' end
                    end
                else case when is_holder then 'in' else 'not in' end || ' by total (number ' || places_text || ' has ' || at_cut || ')'
            end
    end as text_en
from candidates
