-- What the evidence proposes for a department: steps down, by the part of its key targets' weight that is flagged. A
-- proposal changes nothing; only a decision does. 适当降低等次
with flagged as (
    select distinct city_id, year, department_id, target_id
    from {{ ref('conservative_findings') }}
    where is_flagged and target_id is not null and test_id not in ('no_evidence', 'dropped')
),

weighed as (
    select
        targets.city_id,
        targets.year,
        targets.department_id,
        count(*) as n_key_targets,
        count(flagged.target_id) as n_flagged,
        {{ ratio(
            'sum(case when flagged.target_id is not null then ' ~ exact('targets.weight_share') ~ ' else 0 end)',
            'sum(' ~ exact('targets.weight_share') ~ ')'
        ) }} as flagged_share
    from {{ ref('int_conservative_targets') }} as targets
    left join flagged
        on targets.city_id = flagged.city_id
        and targets.year = flagged.year
        and targets.department_id = flagged.department_id
        and targets.target_id = flagged.target_id
    where targets.years_back = 0 and targets.is_key
    group by targets.city_id, targets.year, targets.department_id
),

proposed as (
    select
        departments.city_id,
        departments.year,
        runs.scheme_id,
        departments.department_id,
        departments.category_id,
        coalesce(weighed.n_key_targets, 0) as n_key_targets,
        coalesce(weighed.n_flagged, 0) as n_flagged,
        weighed.flagged_share,
        rules.conservative_share_1,
        rules.conservative_share_2,
        case
            when {{ fix('weighed.flagged_share', 9) }} >= {{ fix('rules.conservative_share_2', 9) }} then 2
            when {{ fix('weighed.flagged_share', 9) }} >= {{ fix('rules.conservative_share_1', 9) }} then 1
            else 0
        end as proposed_steps
    from {{ ref('stg_departments') }} as departments
    inner join {{ ref('int_runs') }} as runs
        on departments.city_id = runs.city_id and departments.year = runs.year and runs.is_official
    inner join {{ ref('int_conservative_rules') }} as rules on runs.scheme_id = rules.scheme_id
    left join weighed
        on departments.city_id = weighed.city_id
        and departments.year = weighed.year
        and departments.department_id = weighed.department_id
)

select
    city_id,
    year,
    scheme_id,
    true as is_official,
    department_id,
    category_id,
    cast(n_key_targets as bigint) as n_key_targets,
    cast(n_flagged as bigint) as n_flagged,
    flagged_share,
    conservative_share_1 as share_for_one_step,
    conservative_share_2 as share_for_two_steps,
    proposed_steps,
    case
        when flagged_share is null then '没有重点目标，不提建议。'
        else '重点目标' || cast(n_key_targets as string) || '个，有保守迹象的' || cast(n_flagged as string) || '个，占权重'
            || {{ percent_text('flagged_share') }} || '（达' || {{ percent_text('conservative_share_1') }} || '建议降一等，达'
            || {{ percent_text('conservative_share_2') }} || '建议降两等）：' || case proposed_steps
                when 0 then '不建议降等。' when 1 then '建议降一等，由人决定。' else '建议降两等，由人决定。' end
    end as sentence_zh,
    case
        when flagged_share is null then 'No key targets: nothing is proposed.'
        else 'Flagged: ' || cast(n_flagged as string) || ' of ' || cast(n_key_targets as string) || ' key targets, '
            || {{ percent_text('flagged_share') }} || ' of their weight (from ' || {{ percent_text('conservative_share_1') }}
            || ' one step down, from ' || {{ percent_text('conservative_share_2') }} || ' two): ' || case proposed_steps
                when 0 then 'no step proposed.' when 1 then 'one step proposed; people decide.' else 'two steps proposed; people decide.' end
    end as sentence_en
from proposed
