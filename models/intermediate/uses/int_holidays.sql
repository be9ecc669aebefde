-- Days on which the calendar of working days departs from the weekdays (seeds/defaults/holidays.csv of the rule book, else
-- ours, which is empty: every Monday to Friday counts).
select
    cast(date as date) as holiday_on,
    cast(is_working_day as integer) = 1 as is_working_day
from {{ source('defaults', 'holidays') }}
