-- Measures that follow from the official result beside those carried out: `contradicted` goes before `taken`, since a
-- document about a bar does not undo a rating that breaks it (data.md). The quota stands here where it was raised or broken.
with due as (
    select city_id, year, scheme_id, is_official, department_id, measure_id, reason_zh, reason_en, clause, basis
    from {{ ref('measures') }}
    where is_official
    union all
    select
        quotas.city_id, quotas.year, quotas.scheme_id, quotas.is_official, quotas.department_id,
        'civil_servant_excellent_share' as measure_id,
        '公务员考核优秀名额 ' || coalesce(cast(quotas.places as string), '（人数未报）') || '（' || cast(quotas.share_num as string) || '/'
        || cast(quotas.share_den as string) || '）' as reason_zh,
        'places for excellent civil servants: ' || coalesce(cast(quotas.places as string), '(staff not given)') || ' ('
        || cast(quotas.share_num as string) || '/' || cast(quotas.share_den as string) || ')' as reason_en,
        quotas.clause, quotas.basis
    from {{ ref('excellent_quotas') }} as quotas
    left join {{ ref('int_measures_contradicted') }} as broken
        on quotas.city_id = broken.city_id
        and quotas.year = broken.year
        and quotas.department_id = broken.department_id
        and broken.measure_id = 'civil_servant_excellent_share'
    where quotas.is_official and (quotas.is_raised or broken.department_id is not null)
),

taken as (
    select
        city_id, year, department_id, use_id,
        min(done_on) as done_on,
        {{ dbt.listagg("document_no", "'; '", "order by done_on, document_no") }} as document_no
    from {{ ref('stg_measures_taken') }}
    group by city_id, year, department_id, use_id
)

select
    due.city_id,
    due.year,
    due.scheme_id,
    due.is_official,
    due.department_id,
    departments.name_zh,
    departments.name_en,
    departments.category_id,
    due.measure_id,
    case
        when broken.department_id is not null then 'contradicted'
        when taken.use_id is not null then 'taken'
        else 'due'
    end as state,
    due.reason_zh,
    due.reason_en,
    due.clause,
    due.basis,
    taken.done_on,
    taken.document_no,
    broken.contradiction_zh,
    broken.contradiction_en
from due
inner join {{ ref('stg_departments') }} as departments
    on due.city_id = departments.city_id
    and due.year = departments.year
    and due.department_id = departments.department_id
left join taken
    on due.city_id = taken.city_id
    and due.year = taken.year
    and due.department_id = taken.department_id
    and due.measure_id = taken.use_id
left join {{ ref('int_measures_contradicted') }} as broken
    on due.city_id = broken.city_id
    and due.year = broken.year
    and due.department_id = broken.department_id
    and due.measure_id = broken.measure_id
