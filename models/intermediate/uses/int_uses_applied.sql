-- The use of the result that applies to each department and run, one row per use: the row of its grade goes before the
-- rows of a condition, `otherwise` comes last (rules.md 7). 从单项运用到综合运用转变
with results as (
    select
        departments.city_id,
        departments.year,
        departments.scheme_id,
        departments.department_id,
        departments.is_official,
        departments.grade_id,
        bottoms.is_bottom,
        bottoms.is_bottom_two_years,
        bottoms.is_back
    from {{ ref('department_results') }} as departments
    inner join {{ ref('int_bottoms_repeated') }} as bottoms
        on departments.city_id = bottoms.city_id
        and departments.year = bottoms.year
        and departments.scheme_id = bottoms.scheme_id
        and departments.department_id = bottoms.department_id
),

applying as (
    select
        results.*,
        uses.use_id,
        uses.value_num,
        uses.value_den,
        uses.amount,
        uses.clause,
        uses.basis,
        uses.condition,
        uses.grade_id as use_grade_id,
        case
            when uses.grade_id = results.grade_id then 1
            when uses.condition = 'bottom_two_years' and results.is_bottom_two_years then 2
            when uses.condition = 'bottom' and results.is_bottom then 3
            when uses.condition = 'back' and results.is_back then 4
            when uses.condition = 'otherwise' then 5
        end as precedence
    from results
    inner join {{ ref('result_uses') }} as uses on results.scheme_id = uses.scheme_id
),

ordered as (
    select
        *,
        row_number() over (
            partition by city_id, year, scheme_id, department_id, use_id
            order by precedence, clause, value_num, amount
        ) as position_of_row
    from applying
    where precedence is not null
)

select
    city_id,
    year,
    scheme_id,
    is_official,
    department_id,
    use_id,
    case precedence when 1 then use_grade_id else condition end as applies_by,
    precedence = 1 as is_by_grade,
    cast(value_num as bigint) as value_num,
    cast(value_den as bigint) as value_den,
    cast(amount as double) as amount,
    clause,
    basis
from ordered
where position_of_row = 1
