-- The bottom this year and last year: the official run against last year's official one, another run against last year's
-- run under the same scheme; any predecessor counts, through mergers and renames (rules.md 7).
-- 对连续两年考评结果位于倒数的部门和单位
with judged as (
    select bottoms.*, runs.is_official
    from {{ ref('int_bottoms') }} as bottoms
    inner join {{ ref('int_runs') }} as runs
        on bottoms.city_id = runs.city_id and bottoms.year = runs.year and bottoms.scheme_id = runs.scheme_id
),

before as (
    select
        now.city_id,
        now.year,
        now.scheme_id,
        now.department_id,
        {{ dbt.listagg("last.department_id", "';'", "order by last.department_id") }} as bottom_before,
        {{ dbt.listagg("names.name_zh", "'、'", "order by last.department_id") }} as bottom_before_zh,
        {{ dbt.listagg("coalesce(names.name_en, names.name_zh)", "', '", "order by last.department_id") }} as bottom_before_en
    from judged as now
    inner join {{ ref('int_predecessors') }} as links
        on now.city_id = links.city_id and now.year = links.year and now.department_id = links.department_id
    inner join judged as last
        on links.city_id = last.city_id
        and links.year_before = last.year
        and links.department_before = last.department_id
        and ((now.is_official and last.is_official) or (not now.is_official and now.scheme_id = last.scheme_id))
    inner join {{ ref('stg_departments') }} as names
        on last.city_id = names.city_id and last.year = names.year and last.department_id = names.department_id
    where last.is_bottom
    group by now.city_id, now.year, now.scheme_id, now.department_id
)

select
    judged.city_id,
    judged.year,
    judged.scheme_id,
    judged.is_official,
    judged.department_id,
    judged.category_id,
    judged.n_ranked,
    judged.rank_from_below,
    judged.back_places,
    judged.is_bottom,
    judged.is_back,
    judged.is_bottom and before.bottom_before is not null as is_bottom_two_years,
    case when judged.is_bottom then before.bottom_before end as bottom_before,
    case when judged.is_bottom then before.bottom_before_zh end as bottom_before_zh,
    case when judged.is_bottom then before.bottom_before_en end as bottom_before_en
from judged
left join before
    on judged.city_id = before.city_id
    and judged.year = before.year
    and judged.scheme_id = before.scheme_id
    and judged.department_id = before.department_id
