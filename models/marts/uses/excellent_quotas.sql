-- How many civil servants of a department may be rated excellent: the raised share for the grade that the scheme names,
-- the ordinary one for all others, ungraded departments included. 公务员考核优秀比例由15%提高到20%
select
    uses.city_id,
    uses.year,
    uses.scheme_id,
    uses.is_official,
    uses.department_id,
    cast(departments.civil_servants as bigint) as civil_servants,
    uses.value_num as share_num,
    uses.value_den as share_den,
    cast(
        (departments.civil_servants * uses.value_num - (departments.civil_servants * uses.value_num) % uses.value_den)
        / uses.value_den as bigint
    ) as places,
    uses.is_by_grade as is_raised,
    uses.clause,
    uses.basis
from {{ ref('int_uses_applied') }} as uses
inner join {{ ref('stg_departments') }} as departments
    on uses.city_id = departments.city_id
    and uses.year = departments.year
    and uses.department_id = departments.department_id
where uses.use_id = 'civil_servant_excellent_share'
