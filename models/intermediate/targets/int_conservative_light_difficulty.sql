-- 避重就轻: targets easier on the whole than those of most departments of the category (type 7 quantile of the weighted
-- mean difficulty). In any category somebody is below it: construction alone flags that part, see conservative_counts.
with meant as (
    select
        city_id,
        year,
        scheme_id,
        department_id,
        category_id,
        {{ ratio('sum(' ~ exact('weight_share * delta') ~ ')', 'sum(' ~ exact('weight_share') ~ ')') }} as mean_delta
    from {{ ref('int_conservative_targets') }}
    where years_back = 0
    group by city_id, year, scheme_id, department_id, category_id
),

placed as (
    select
        meant.*,
        rules.light_percentile,
        rules.light_min_departments,
        count(*) over (partition by meant.city_id, meant.year, meant.category_id) as n,
        row_number() over (partition by meant.city_id, meant.year, meant.category_id order by meant.mean_delta) - 1 as position_from_0,
        {{ fix('rules.light_percentile * (count(*) over (partition by meant.city_id, meant.year, meant.category_id) - 1)', 9) }} as place
    from meant
    inner join {{ ref('int_conservative_rules') }} as rules on meant.scheme_id = rules.scheme_id
),

quantiles as (
    select
        city_id,
        year,
        category_id,
        max(case when position_from_0 = floor(place) then mean_delta end) as value_below,
        max(case when position_from_0 = ceil(place) then mean_delta end) as value_above,
        cast(max(place - floor(place)) as double) as part_above
    from placed
    where n >= light_min_departments
    group by city_id, year, category_id
),

compared as (
    select
        placed.*,
        quantiles.value_below + (quantiles.value_above - quantiles.value_below) * quantiles.part_above as quantile_delta
    from placed
    inner join quantiles
        on placed.city_id = quantiles.city_id
        and placed.year = quantiles.year
        and placed.category_id = quantiles.category_id
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    category_id,
    'heavy_for_light' as kind,
    'light_difficulty' as test_id,
    mean_delta as value,
    quantile_delta as threshold,
    {{ fix('mean_delta', 9) }} < {{ fix('quantile_delta', 9) }} as is_flagged,
    cast(n as bigint) as n_peers,
    '目标平均难度系数' || {{ number_text('mean_delta', 3) }} || '，本类别' || cast(n as string) || '个部门的'
    || {{ percent_text('light_percentile') }} || '分位数为' || {{ number_text('quantile_delta', 3) }}
    || case when {{ fix('mean_delta', 9) }} < {{ fix('quantile_delta', 9) }} then '，在其以下。' else '，不在其以下。' end as sentence_zh,
    'Mean difficulty of its targets ' || {{ number_text('mean_delta', 3) }} || '; the ' || {{ percent_text('light_percentile') }}
    || ' quantile of the ' || cast(n as string) || ' departments of the category is ' || {{ number_text('quantile_delta', 3) }}
    || case when {{ fix('mean_delta', 9) }} < {{ fix('quantile_delta', 9) }} then ', it is below.' else ', it is not below.' end as sentence_en
from compared
