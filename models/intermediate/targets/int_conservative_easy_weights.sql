-- 避重就轻: the easier a target, the more weight the department wrote on it. Correlation of weight and difficulty over
-- its reviewed targets; products keep 24 places, so that small deviations are summed exactly.
with reviewed as (
    select * from {{ ref('int_conservative_targets') }} where years_back = 0 and difficulty_score is not null
),

centred as (
    select
        city_id,
        year,
        scheme_id,
        department_id,
        count(*) as n,
        {{ ratio('sum(' ~ exact('weight_share') ~ ')', 'count(*)') }} as mean_weight,
        {{ ratio('sum(' ~ exact('delta') ~ ')', 'count(*)') }} as mean_delta
    from reviewed
    group by city_id, year, scheme_id, department_id
),

summed as (
    select
        centred.city_id,
        centred.year,
        centred.scheme_id,
        centred.department_id,
        centred.n,
        cast(sum({{ fine('(reviewed.weight_share - centred.mean_weight) * (reviewed.delta - centred.mean_delta)') }}) as double) as together,
        cast(sum({{ fine('(reviewed.weight_share - centred.mean_weight) * (reviewed.weight_share - centred.mean_weight)') }}) as double) as of_weight,
        cast(sum({{ fine('(reviewed.delta - centred.mean_delta) * (reviewed.delta - centred.mean_delta)') }}) as double) as of_delta
    from centred
    inner join reviewed
        on centred.city_id = reviewed.city_id
        and centred.year = reviewed.year
        and centred.department_id = reviewed.department_id
    group by centred.city_id, centred.year, centred.scheme_id, centred.department_id, centred.n
),

correlated as (
    select
        summed.*,
        rules.easy_corr,
        summed.together / nullif(sqrt(summed.of_weight) * sqrt(summed.of_delta), 0) as correlation
    from summed
    inner join {{ ref('int_conservative_rules') }} as rules
        on summed.scheme_id = rules.scheme_id and summed.n >= rules.easy_min_targets
)

select
    city_id,
    year,
    scheme_id,
    department_id,
    'heavy_for_light' as kind,
    'easy_weights' as test_id,
    correlation as value,
    easy_corr as threshold,
    {{ fix('correlation', 9) }} < {{ fix('easy_corr', 9) }} as is_flagged,
    cast(n as bigint) as n_peers,
    cast(n as string) || '个有难度评审的目标，权重与难度的相关系数' || {{ number_text('correlation', 2) }} || '，界限'
    || {{ number_text('easy_corr', 2) }}
    || case when {{ fix('correlation', 9) }} < {{ fix('easy_corr', 9) }} then '：越容易权重越大。' else '，未低于界限。' end as sentence_zh,
    'Over ' || cast(n as string) || ' targets with a difficulty review, weight and difficulty correlate by '
    || {{ number_text('correlation', 2) }} || ', limit ' || {{ number_text('easy_corr', 2) }}
    || case when {{ fix('correlation', 9) }} < {{ fix('easy_corr', 9) }} then ': the easier, the heavier.' else ', not below it.' end as sentence_en
from correlated
where correlation is not null
