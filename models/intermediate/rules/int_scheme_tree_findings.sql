-- Mistakes in the score tree: parents, circles, depth, methods, shares that do not sum to 1 exactly.
with tree as (
    select * from {{ ref('int_component_tree') }}
),

children as (
    select
        scheme_id,
        parent_id,
        count(*) as n_children,
        sum(case when kind = 'normal' then 1 else 0 end) as n_normal,
        {{ common_multiple("case when kind = 'normal' and share_den > 0 then share_den end") }} as multiple,
        sum(distinct case when kind = 'normal' and share_den > 0 then ln(share_den) end) as log_multiple
    from tree
    where parent_id is not null
    group by scheme_id, parent_id
),

share_sums as (
    select
        tree.scheme_id,
        tree.parent_id,
        max(children.multiple) as multiple,
        max(children.log_multiple) as log_multiple,
        sum(tree.share_num * cast(children.multiple / tree.share_den as bigint)) as numerator
    from tree
    inner join children on tree.scheme_id = children.scheme_id and tree.parent_id = children.parent_id
    where tree.kind = 'normal' and tree.share_den > 0
    group by tree.scheme_id, tree.parent_id
),

roots as (
    select schemes.scheme_id, count(tree.component_id) as n_roots
    from {{ ref('schemes') }} as schemes
    left join tree on schemes.scheme_id = tree.scheme_id and tree.parent_id is null
    group by schemes.scheme_id
),

found as (
    select 'shares_do_not_sum' as check_id, scheme_id, parent_id as object_id,
        cast({{ ratio('numerator', 'multiple') }} as string) as found,
        '子项份额之和不等于1，请改 components.csv 中该父项的各子项' as message_zh,
        'the shares of its normal children do not sum to 1: correct components.csv' as message_en
    from share_sums where numerator <> multiple or log_multiple > ln(1e12)
    union all
    select 'no_single_root', scheme_id, 'components', cast(n_roots as string),
        '每个方案须有且只有一个没有父项的根', 'a scheme needs exactly one component without a parent'
    from roots where n_roots <> 1
    union all
    select 'unknown_parent', tree.scheme_id, tree.component_id, tree.parent_id,
        '父项不在本方案中', 'the parent is not a component of the scheme'
    from tree
    left join tree as parents on tree.scheme_id = parents.scheme_id and tree.parent_id = parents.component_id
    where tree.parent_id is not null and parents.component_id is null
    union all
    select 'too_deep_or_circular', scheme_id, component_id, parent_id,
        '层级超过4层或父子循环', 'more than 4 levels below the root, or a circle of parents'
    from tree where tree_level is null
    union all
    select 'method', tree.scheme_id, tree.component_id, coalesce(tree.method, ''),
        '末级项须有方法 survey、daily、target 或 direct，有子项者须为 sum',
        'a leaf needs the method survey, daily, target or direct; a component with children the method sum'
    from tree
    left join children on tree.scheme_id = children.scheme_id and tree.component_id = children.parent_id
    where case when coalesce(children.n_normal, 0) > 0 then coalesce(tree.method, '') <> 'sum'
        else coalesce(tree.method, '') not in ('survey', 'daily', 'target', 'direct') end
    union all
    select 'kind_or_share', scheme_id, component_id,
        coalesce(kind, '') || ' ' || coalesce(cast(share_num as string), '') || '/' || coalesce(cast(share_den as string), ''),
        '普通项须有正的份额；加分项须直属根、无份额、有上限',
        'a normal component needs a positive share; a bonus stands under the root, without share, with a cap'
    from tree
    where coalesce(kind, '') not in ('normal', 'bonus')
        or (kind = 'normal' and parent_id is not null and not coalesce(share_num > 0 and share_den > 0, false))
        or (kind = 'bonus' and not coalesce(tree_level = 1 and share_num is null and bonus_cap > 0, false))
)

select check_id, scheme_id, object_id, found, message_zh, message_en
from found
