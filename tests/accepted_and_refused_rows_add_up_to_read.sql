-- Every row of a raw file that was read was either accepted or refused: read = accepted + refused, none of them negative.
-- 数据接收：读入 = 接收 + 拒收
select city_id, year, source, source_file, rows_read, rows_accepted, rows_refused
from {{ ref('intake_files') }}
where
    coalesce(rows_accepted + rows_refused <> rows_read, true)
    or rows_read < 0
    or rows_accepted < 0
    or rows_refused < 0
