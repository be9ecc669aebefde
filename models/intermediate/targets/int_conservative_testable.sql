-- How many targets a test could have flagged where conservative_findings keeps only the flagged ones, so that a count of
-- findings is never read without what it was out of.
with targets as (
    select * from {{ ref('int_conservative_targets') }}
),

was_quantity as (
    select distinct city_id, year, department_id, indicator_id
    from targets
    where years_back = 1 and measure_kind = 'quantity' and indicator_id is not null
)

select city_id, year, department_id, 'no_evidence' as test_id, count(*) as n_testable
from targets
where years_back = 0 and has_any_report
group by city_id, year, department_id
union all
select city_id, year, department_id, 'dropped' as test_id, count(*) as n_testable
from targets
where years_back = 1 and is_key and indicator_id is not null and {{ fix('achievement', 9) }} < 100
group by city_id, year, department_id
union all
select targets.city_id, targets.year, targets.department_id, 'switched' as test_id, count(*) as n_testable
from targets
inner join was_quantity
    on targets.city_id = was_quantity.city_id
    and targets.year = was_quantity.year
    and targets.department_id = was_quantity.department_id
    and targets.indicator_id = was_quantity.indicator_id
where targets.years_back = 0
group by targets.city_id, targets.year, targets.department_id
