-- How often each test could be made and how often it flagged, beside what its construction alone would flag: a quartile
-- always has a lowest quarter. 各项检验可检验多少、达到界限多少，以及仅因检验方法本身就会达到的有多少
{%- set data_decides = ['取决于数据，没有预期比例。', 'It depends on the data; there is no share to expect.'] %}
{%- set tests = [
    ['high_for_low', 'own_history', true, '目标不高于上年实际', 'Target not above last year', '固定界限：' ~ data_decides[0], 'A fixed limit. ' ~ data_decides[1]],
    ['high_for_low', 'benchmark', true, '目标低于外市而上年不差于外市', 'Target below other cities though not behind them',
        '与外市中位数相比：本市整体强弱决定多少低于中位数。', 'Held against the median of other cities: how many lie below depends on the city as a whole.'],
    ['concrete_for_vague', 'switched', true, '定量改为评判', 'Quantity became judgement', '事实，无界限：' ~ data_decides[0], 'A fact without a limit. ' ~ data_decides[1]],
    ['concrete_for_vague', 'share', false, '评判类比重上升', 'Judged targets take more weight', '固定界限：' ~ data_decides[0], 'A fixed limit. ' ~ data_decides[1]],
    ['heavy_for_light', 'dropped', true, '去年未完成的指标今年不见', 'An indicator that fell short is gone',
        '事实，无界限：' ~ data_decides[0], 'A fact without a limit. ' ~ data_decides[1]],
    ['heavy_for_light', 'easy_weights', false, '越容易权重越大', 'The easier, the heavier',
        '固定界限；权重与难度本无关系时，相关系数也会偶然低于-0.3：6个目标约28%，8个约24%，12个约17%。',
        'A fixed limit; without any relation a correlation falls below -0.3 by chance: 28 % of the time with 6 targets, 24 % with 8, 17 % with 12.'],
    ['heavy_for_light', 'light_difficulty', false, '难度在本类别最低之列', 'Difficulty among the lowest of its category',
        '类别内分位数：无论目标如何，最低的那一部分总会达到界限。', 'A quantile of the category: whatever the targets, its lowest part is always flagged.'],
    ['big_for_small', 'coverage', false, '目标未写明承担的全市任务', 'Assigned city tasks on no target', '固定界限：' ~ data_decides[0], 'A fixed limit. ' ~ data_decides[1]],
    ['slack', 'no_evidence', true, '没有完成情况报告', 'No report of the result', '事实，无界限：' ~ data_decides[0], 'A fact without a limit. ' ~ data_decides[1]],
    ['slack', 'history', true, '连年大幅超额而目标低于上年', 'Passed by far for years, target below last year',
        '固定界限：' ~ data_decides[0], 'A fixed limit. ' ~ data_decides[1]],
] %}
with tests as (
    {%- for kind, test_id, of_target, name_zh, name_en, reason_zh, reason_en in tests %}
    select
        {{ loop.index }} as sort_order, '{{ kind }}' as kind, '{{ test_id }}' as test_id, {{ of_target }} as is_of_target,
        '{{ name_zh }}' as name_zh, '{{ name_en }}' as name_en, '{{ reason_zh }}' as reason_zh, '{{ reason_en }}' as reason_en
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

found as (
    select city_id, year, department_id, test_id, count(*) as n_rows, sum(case when is_flagged then 1 else 0 end) as n_flagged
    from {{ ref('conservative_findings') }}
    group by city_id, year, department_id, test_id
),

tested as (
    select
        coalesce(found.city_id, testable.city_id) as city_id,
        coalesce(found.year, testable.year) as year,
        coalesce(found.test_id, testable.test_id) as test_id,
        count(*) as n_departments,
        sum(coalesce(testable.n_testable, found.n_rows)) as n_tested,
        sum(case when found.n_flagged > 0 then 1 else 0 end) as n_departments_flagged,
        sum(coalesce(found.n_flagged, 0)) as n_flagged
    from found
    full outer join {{ ref('int_conservative_testable') }} as testable
        on found.city_id = testable.city_id
        and found.year = testable.year
        and found.department_id = testable.department_id
        and found.test_id = testable.test_id
    group by coalesce(found.city_id, testable.city_id), coalesce(found.year, testable.year), coalesce(found.test_id, testable.test_id)
),

below_quantile as (
    select city_id, year, test_id, sum(n_below) as expected_flagged
    from (
        select
            findings.city_id, findings.year, findings.test_id, findings.category_id,
            ceil({{ fix('max(rules.light_percentile) * (count(*) - 1)', 9) }}) as n_below
        from {{ ref('conservative_findings') }} as findings
        inner join {{ ref('int_conservative_rules') }} as rules on findings.scheme_id = rules.scheme_id
        where findings.test_id = 'light_difficulty'
        group by findings.city_id, findings.year, findings.test_id, findings.category_id
    ) as by_category
    group by city_id, year, test_id
)

select
    runs.city_id,
    runs.year,
    runs.scheme_id,
    true as is_official,
    tests.kind,
    tests.test_id,
    tests.sort_order,
    tests.name_zh,
    tests.name_en,
    tests.is_of_target,
    cast(coalesce(tested.n_departments, 0) as bigint) as n_departments,
    cast(coalesce(tested.n_departments_flagged, 0) as bigint) as n_departments_flagged,
    cast(coalesce(tested.n_tested, 0) as bigint) as n_tested,
    cast(coalesce(tested.n_flagged, 0) as bigint) as n_flagged,
    {{ ratio('tested.n_flagged', 'tested.n_tested') }} as flagged_share,
    cast(below_quantile.expected_flagged as bigint) as expected_flagged,
    {{ ratio('below_quantile.expected_flagged', 'tested.n_tested') }} as expected_share,
    tests.reason_zh,
    tests.reason_en
from {{ ref('int_runs') }} as runs
cross join tests
left join tested
    on runs.city_id = tested.city_id and runs.year = tested.year and tests.test_id = tested.test_id
left join below_quantile
    on runs.city_id = below_quantile.city_id and runs.year = below_quantile.year and tests.test_id = below_quantile.test_id
where runs.is_official
