-- The office's words that sort an opinion without a theme (seeds/defaults/theme_keywords.csv of the rule book, else ours).
select
    trim(theme) as theme,
    trim(keyword) as keyword,
    cast(sort_order as integer) as sort_order
from {{ source('defaults', 'theme_keywords') }}
where nullif(trim(keyword), '') is not null
