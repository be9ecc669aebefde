{#- Small cells and, against subtraction, the next smallest (screens.md, Roles): `rows` has n_ballots, min_cell and
    is_in_score (the cell enters the total that is published of its `set`). Hidden are cells below min_cell; and where one
    that enters the total is hidden, further ones by size, until two are hidden that hold min_cell ballots together. An
    empty cell hides nothing. Makes the CTE hidden_cells = rows + is_suppressed, suppressed_for. -#}
{%- macro hidden_cells(rows, set, cell) -%}
sized_cells as (
    select
        *,
        n_ballots > 0 and n_ballots < min_cell as is_small,
        max(case when is_in_score and n_ballots > 0 and n_ballots < min_cell then 1 else 0 end) over (partition by {{ set }}) = 1 as has_small,
        row_number() over (partition by {{ set }}, is_in_score order by n_ballots, {{ cell }}) as place,
        sum(n_ballots) over (
            partition by {{ set }}, is_in_score order by n_ballots, {{ cell }} rows between unbounded preceding and current row
        ) - n_ballots as n_before
    from {{ rows }}
),

hidden_cells as (
    select
        *,
        is_small or (is_in_score and has_small and (place <= 2 or n_before < min_cell)) as is_suppressed,
        case
            when is_small then 'below_min_cell'
            when is_in_score and has_small and (place <= 2 or n_before < min_cell) then 'against_subtraction'
        end as suppressed_for
    from sized_cells
)
{%- endmacro -%}
