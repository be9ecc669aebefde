-- Every opinion word for word, with its theme, how the theme was found, and what was demanded because of it. The ballot it
-- came with is left out: nobody may be recognised by an opinion. 原汁原味地反馈到各部门
with demanded as (
    select
        rectified.city_id, rectified.year, rectified.opinion_id,
        {{ dbt.listagg("rectified.rectification_id", "';'", "order by rectified.rectification_id") }} as rectification_ids
    from {{ ref('int_rectified_opinions') }} as rectified
    group by rectified.city_id, rectified.year, rectified.opinion_id
)

select
    opinions.city_id,
    opinions.year,
    opinions.opinion_id,
    opinions.department_id,
    departments.name_zh,
    departments.name_en,
    opinions.channel,
    opinions.received_on,
    opinions.theme,
    opinions.theme_basis,
    opinions.theme_keyword,
    opinions.text,
    demanded.rectification_ids,
    opinions.source_file,
    opinions.source_row
from {{ ref('int_opinion_themes') }} as opinions
inner join {{ ref('stg_departments') }} as departments
    on opinions.city_id = departments.city_id
    and opinions.year = departments.year
    and opinions.department_id = departments.department_id
left join demanded
    on opinions.city_id = demanded.city_id
    and opinions.year = demanded.year
    and opinions.opinion_id = demanded.opinion_id
