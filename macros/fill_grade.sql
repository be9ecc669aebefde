{#- Fill the places of one grade from the best candidate down (rules.md 6, step 3), as the CTEs counted_<n> and filled_<n>.
    `state` has a row per department: `columns`, among them the category, position_tied and tie_policy, and `grade`, the
    grade held so far. Candidates that nothing tells apart at the cut all get the grade (all_up) or none does (all_down).
    Each CTE reads only the one before it and mentions it once: Spark writes a CTE out at every mention, and grading
    also runs for every draw of the trust figures, so the chain must stay as long as the number of grades. -#}
{%- macro fill_grade(n, state, columns, grade, candidate, places) -%}
{%- set category = 'city_id, year, scheme_id, draw, category_id' -%}
counted_{{ n }} as (
    select
        {{ columns | join(', ') }},
        {{ grade }},
        {{ candidate }} as is_candidate,
        {{ places }} as open_{{ n }},
        coalesce(sum(case when {{ candidate }} then 1 else 0 end) over (
            partition by {{ category }} order by position_tied range between unbounded preceding and 1 preceding
        ), 0) as n_before,
        sum(case when {{ candidate }} then 1 else 0 end) over (
            partition by {{ category }} order by position_tied range between unbounded preceding and current row
        ) as n_through
    from {{ state }}
),

filled_{{ n }} as (
    select
        {{ columns | join(', ') }},
        open_{{ n }},
        case
            when is_candidate and tie_policy = 'all_down' and n_through <= open_{{ n }} then {{ n }}
            when is_candidate and tie_policy <> 'all_down' and n_before < open_{{ n }} then {{ n }}
            else {{ grade }}
        end as {{ grade }}
    from counted_{{ n }}
),
{%- endmacro -%}
