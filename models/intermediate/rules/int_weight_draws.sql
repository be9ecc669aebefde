-- Other weights that might have been written: every share times a factor between 1 - weight_span and 1 + weight_span
-- (rules.md 8, weight perturbation). One model, so that stored draws can take its place.
select
    tree.scheme_id,
    cast(-numbers.number as integer) as draw,
    tree.component_id,
    1 + settings.weight_span * (
        2 * {{ uniform("tree.scheme_id || '|' || tree.component_id || '|' || cast(numbers.number as string) || '|weights'") }} - 1
    ) as factor
from {{ ref('int_component_tree') }} as tree
inner join {{ ref('int_scheme_settings') }} as settings on tree.scheme_id = settings.scheme_id
inner join ({{ numbers(10001) }}) as numbers on numbers.number between 1 and settings.weight_draws
where tree.kind = 'normal' and tree.parent_id is not null
