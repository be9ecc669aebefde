-- Who a department was last year: `succeeds` replaces the own id where it is given; a merged department has several
-- predecessors, a new one none (rules.md 7). 连续两年
with now as (
    select
        city_id,
        year,
        department_id,
        ';' || replace(coalesce(nullif(trim(succeeds), ''), department_id), ' ', '') || ';' as known_as
    from {{ ref('stg_departments') }}
)

select
    now.city_id,
    now.year,
    now.department_id,
    before.year as year_before,
    before.department_id as department_before,
    count(*) over (partition by now.city_id, now.year, now.department_id) as n_before
from now
inner join {{ ref('stg_departments') }} as before
    on now.city_id = before.city_id
    and now.year - 1 = before.year
    and instr(now.known_as, ';' || before.department_id || ';') > 0
