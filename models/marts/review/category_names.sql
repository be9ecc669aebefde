-- The categories inside which departments are compared. 党政综合服务、政府经济管理、行政执法、垂直管理等四大类
select
    category_id,
    name_zh,
    name_en,
    sort_order
from {{ ref('categories') }}
