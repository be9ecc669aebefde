-- Rows of the rule book that repeat a key, belong to no scheme, or leave a city-year without its own scheme.
{%- set keys = {
    'schemes': [], 'scheme_years': ['city_id', 'year'], 'components': ['component_id'],
    'mark_options': ['evaluation_id', 'option_id'], 'rater_groups': ['evaluation_id', 'group_id'],
    'survey_items': ['evaluation_id', 'item_id'], 'daily_items': ['item_id'],
    'setting_criteria': ['criterion_id'], 'grades': ['grade_id'], 'grade_shares': ['category_id', 'grade_id'],
    'settings': ['setting_id', 'component_id'],
    'thresholds': ['threshold_id'], 'scheme_scenarios': ['city_id', 'year']
} %}
with rows_of_the_book as (
    {%- for table, columns in keys.items() %}
    select
        '{{ table }}.csv' as file,
        scheme_id,
        {% if columns %}{% for column in columns %}coalesce(cast({{ column }} as string), ''){{ " || ' ' || " if not loop.last }}{% endfor %}{% else %}''{% endif %} as row_key
    from {{ ref(table) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

schemes_of_years as (
    select city_id, year, count(*) as n_schemes from {{ ref('scheme_years') }} group by city_id, year
),

city_years as (
    select distinct city_id, year from {{ ref('stg_departments') }}
),

found as (
    select 'repeated_key' as check_id, scheme_id, file as object_id, row_key as found,
        '同一键出现多次' as message_zh, 'the same key stands there more than once' as message_en
    from rows_of_the_book group by scheme_id, file, row_key having count(*) > 1
    union all
    select 'unknown_scheme', rows_of_the_book.scheme_id, rows_of_the_book.file, rows_of_the_book.row_key,
        '方案不在 schemes.csv 中', 'the scheme is not in schemes.csv'
    from rows_of_the_book
    left join {{ ref('schemes') }} as schemes on rows_of_the_book.scheme_id = schemes.scheme_id
    where schemes.scheme_id is null
    union all
    select 'two_schemes_in_a_year', cast(null as string), city_id, cast(year as string),
        '一个城市一年只能有一个正式方案', 'a city-year has one official scheme only'
    from schemes_of_years where n_schemes > 1
    union all
    select 'no_scheme_for_the_year', cast(null as string), city_years.city_id, cast(city_years.year as string),
        '该城市该年没有方案，请在 scheme_years.csv 中加一行', 'no scheme for this city-year: add a row to scheme_years.csv'
    from city_years
    left join schemes_of_years on city_years.city_id = schemes_of_years.city_id and city_years.year = schemes_of_years.year
    where schemes_of_years.city_id is null
)

select check_id, scheme_id, object_id, found, message_zh, message_en
from found
