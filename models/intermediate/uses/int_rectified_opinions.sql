-- Which opinions a rectification answers; ids stand in one cell, separated by semicolons.
select
    rectifications.city_id,
    rectifications.year,
    rectifications.rectification_id,
    rectifications.department_id,
    opinions.opinion_id,
    opinions.theme
from {{ ref('stg_rectifications') }} as rectifications
inner join {{ ref('int_opinion_themes') }} as opinions
    on rectifications.city_id = opinions.city_id
    and rectifications.year = opinions.year
    and instr(
        ';' || replace(replace(rectifications.opinion_ids, '；', ';'), ' ', '') || ';', ';' || opinions.opinion_id || ';'
    ) > 0
