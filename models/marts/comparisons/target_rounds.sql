-- How a target was negotiated: every round, what it changed, who answered and what they said, which one counts.
-- 自下而上申报、自上而下审核，几上几下；以正式文件形式制定下发
with comments as (
    select
        city_id, year, target_id, round,
        count(distinct reviewer_id) as n_reviewers,
        {{ dbt.listagg("case when comment is not null then reviewer_id || '：' || comment end", "'；'", "order by reviewer_id, criterion_id") }} as comments
    from {{ ref('stg_target_reviews') }}
    group by city_id, year, target_id, round
),

allowed as (
    select
        city_id,
        year,
        target_id,
        {{ dbt.listagg('decision_id', "';'", "order by decided_on, decision_id") }} as decision_ids,
        {{ dbt.listagg('reason', "'；'", "order by decided_on, decision_id") }} as reasons
    from {{ ref('stg_decisions') }}
    where kind = 'target_change' and target_id is not null
    group by city_id, year, target_id
),

rounds as (
    select
        versions.scheme_id,
        versions.category_id,
        rounds.*,
        rounds.round = versions.round and versions.is_counted as is_counted,
        coalesce(
            rounds.status = 'approved'
            and rounds.approved_on > cast(cast(rounds.year as string) || '-' || settings.targets_close_on as date),
            false
        ) as is_after_close
    from {{ ref('stg_targets') }} as rounds
    inner join {{ ref('int_targets_versions') }} as versions
        on versions.is_official
        and rounds.city_id = versions.city_id
        and rounds.year = versions.year
        and rounds.target_id = versions.target_id
    left join {{ ref('int_component_settings') }} as settings
        on versions.scheme_id = settings.scheme_id and rounds.component_id = settings.component_id
)

select
    rounds.city_id,
    rounds.year,
    rounds.scheme_id,
    true as is_official,
    rounds.target_id,
    rounds.round,
    rounds.department_id,
    rounds.category_id,
    rounds.component_id,
    rounds.title,
    rounds.status,
    rounds.submitted_on,
    rounds.approved_on,
    rounds.approved_by,
    rounds.document_no,
    cast({{ dbt.datediff('changes.submitted_before', 'rounds.submitted_on', 'day') }} as bigint) as days_since_previous,
    cast({{ dbt.datediff('rounds.submitted_on', 'rounds.approved_on', 'day') }} as bigint) as days_to_approval,
    rounds.unit,
    rounds.last_actual,
    rounds.floor_value,
    rounds.target_value,
    changes.target_value_before,
    case when rounds.direction = 'down' then -1 else 1 end * (rounds.target_value - changes.target_value_before)
    / case when rounds.unit_kind = 'rate' then 1 else nullif(abs(changes.target_value_before), 0) end as target_raised_by,
    rounds.stretch_value,
    coalesce(rounds.all_or_nothing, 0) = 1 as is_all_or_nothing,
    rounds.weight,
    changes.weight_before,
    rounds.due_on,
    changes.due_on_before,
    rounds.measures,
    changes.measures_before,
    rounds.standard,
    changes.standard_before,
    changes.title_before,
    cast(changes.n_changes as bigint) as n_changes,
    changes.changes_zh,
    changes.changes_en,
    cast(coalesce(comments.n_reviewers, 0) as bigint) as n_reviewers,
    comments.comments,
    rounds.is_counted,
    rounds.is_after_close,
    case when rounds.is_after_close then allowed.decision_ids end as allowed_by,
    case when rounds.is_after_close then allowed.reasons end as allowed_reason
from rounds
inner join {{ ref('int_target_round_changes') }} as changes
    on rounds.city_id = changes.city_id and rounds.year = changes.year
    and rounds.target_id = changes.target_id and rounds.round = changes.round
left join comments
    on rounds.city_id = comments.city_id and rounds.year = comments.year
    and rounds.target_id = comments.target_id and rounds.round = comments.round
left join allowed
    on rounds.city_id = allowed.city_id and rounds.year = allowed.year and rounds.target_id = allowed.target_id
