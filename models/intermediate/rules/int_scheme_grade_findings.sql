-- Mistakes in the grades: orders, quotas, floors, caps and references to grades that do not exist.
{%- set max_quota_grades = 4 %}
with grades as (
    select
        scheme_id,
        grade_id,
        quota_num,
        quota_den,
        floor,
        row_number() over (partition by scheme_id order by grade_order) as grade_order,
        count(*) over (partition by scheme_id) as last_order,
        count(*) over (partition by scheme_id, grade_order) as n_same_order
    from {{ ref('grades') }}
),

by_category as (
    select grades.scheme_id, categories.category_id, grades.grade_order, grades.last_order,
        coalesce(shares.quota_num, grades.quota_num) as quota_num,
        coalesce(shares.quota_den, grades.quota_den) as quota_den
    from grades
    cross join {{ ref('categories') }} as categories
    left join {{ ref('grade_shares') }} as shares
        on grades.scheme_id = shares.scheme_id
        and grades.grade_id = shares.grade_id
        and categories.category_id = shares.category_id
),

quotas as (
    select scheme_id, category_id, {{ common_multiple('quota_den') }} as multiple
    from by_category
    where grade_order < last_order - 1 and quota_den > 0
    group by scheme_id, category_id
),

quota_sums as (
    select quotas.scheme_id, quotas.category_id, quotas.multiple,
        sum(by_category.quota_num * cast(quotas.multiple / by_category.quota_den as bigint)) as numerator
    from quotas
    inner join by_category
        on quotas.scheme_id = by_category.scheme_id and quotas.category_id = by_category.category_id
    where by_category.grade_order < by_category.last_order - 1 and by_category.quota_den > 0
    group by quotas.scheme_id, quotas.category_id, quotas.multiple
),

floors as (
    select scheme_id, grade_id, floor,
        min(floor) over (partition by scheme_id order by grade_order rows between unbounded preceding and 1 preceding) as floor_above,
        grade_order, last_order
    from grades
),

referenced as (
    select 'grade_shares.csv' as object_id, scheme_id, grade_id from {{ ref('grade_shares') }}
    union all
    select 'grade_caps.csv', scheme_id, best_grade_id from {{ ref('grade_caps') }}
    union all
    select 'result_uses.csv', scheme_id, grade_id from {{ ref('result_uses') }} where grade_id is not null
    union all
    select 'downgrade_lowest', scheme_id, downgrade_lowest from {{ ref('int_scheme_settings') }}
),

found as (
    select 'grade_order' as check_id, scheme_id, 'grades' as object_id, cast(max(last_order) as string) as found,
        '等次序号不得重复；至少两级，定额等次至多{{ max_quota_grades }}级' as message_zh,
        'no two grades of one order; at least two grades, at most {{ max_quota_grades }} with a quota' as message_en
    from grades group by scheme_id
    having max(n_same_order) > 1 or count(*) < 2 or count(*) > {{ max_quota_grades }} + 2
    union all
    select 'no_grades', schemes.scheme_id, 'grades', '0', '方案没有等次', 'the scheme has no grades'
    from {{ ref('schemes') }} as schemes
    left join grades on schemes.scheme_id = grades.scheme_id where grades.scheme_id is null
    union all
    select 'quota', scheme_id, grade_id, coalesce(cast(quota_num as string), '') || '/' || coalesce(cast(quota_den as string), ''),
        '最后两级等次不设名额，其余须有不为负的名额比例', 'the last two grades have no quota, the others need one of 0 or more'
    from grades
    where (grade_order >= last_order - 1 and quota_num is not null)
        or (grade_order < last_order - 1 and not coalesce(quota_num >= 0 and quota_den > 0, false))
    union all
    select 'quotas_above_one', scheme_id, category_id, cast({{ ratio('numerator', 'multiple') }} as string),
        '该类别各等次名额比例之和超过1', 'the quotas of this category sum to more than 1'
    from quota_sums where numerator > multiple
    union all
    select 'floor_rises', scheme_id, grade_id, cast(floor as string),
        '较低等次的分数线不得高于较高等次', 'the floor of a worse grade must not be above that of a better one'
    from floors where floor > floor_above
    union all
    select 'unknown_grade', referenced.scheme_id, referenced.object_id, referenced.grade_id,
        '等次不在本方案中', 'the grade is not one of the scheme'
    from referenced
    left join grades on referenced.scheme_id = grades.scheme_id and referenced.grade_id = grades.grade_id
    where grades.grade_id is null
)

select check_id, scheme_id, object_id, found, message_zh, message_en
from found
