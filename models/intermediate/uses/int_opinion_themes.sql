-- The theme of each opinion: the one given; else that of the first word of the office's list found in the text; else
-- `unsorted`. How it was found stands beside it, nothing is guessed silently. 意见和建议分类梳理
with found as (
    select
        opinions.city_id,
        opinions.year,
        opinions.opinion_id,
        words.theme,
        words.keyword,
        row_number() over (
            partition by opinions.city_id, opinions.year, opinions.opinion_id
            order by words.sort_order, words.theme, words.keyword
        ) as position_of_word
    from {{ ref('stg_opinions') }} as opinions
    inner join {{ ref('int_theme_keywords') }} as words on instr(opinions.text, words.keyword) > 0
    where nullif(trim(opinions.theme), '') is null
)

select
    opinions.city_id,
    opinions.year,
    opinions.opinion_id,
    opinions.department_id,
    opinions.channel,
    opinions.received_on,
    coalesce(nullif(trim(opinions.theme), ''), found.theme, 'unsorted') as theme,
    case
        when nullif(trim(opinions.theme), '') is not null then 'given'
        when found.theme is not null then 'keyword'
        else 'unsorted'
    end as theme_basis,
    found.keyword as theme_keyword,
    opinions.text,
    opinions.source_file,
    opinions.source_row
from {{ ref('stg_opinions') }} as opinions
left join found
    on opinions.city_id = found.city_id
    and opinions.year = found.year
    and opinions.opinion_id = found.opinion_id
    and found.position_of_word = 1
