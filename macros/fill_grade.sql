{#- Fill the places of one quota grade from the best candidate down (rules.md 6, step 3), as the CTEs
    candidates_<n> and filled_<n>. Reads a CTE `queue_name` of departments without a grade yet and one of places.
    Candidates that nothing tells apart at the cut all get the grade (all_up) or none does (all_down). -#}
{%- macro fill_grade(n, queue_name, places_name) -%}
{%- set category = 'city_id, year, scheme_id, draw, category_id' -%}
candidates_{{ n }} as (
    select
        queue.*,
        places.places as places_open,
        places.tie_policy,
        rank() over (partition by {% for key in category.split(', ') %}queue.{{ key }}, {% endfor %}1 order by queue.position_tied) as candidate_rank,
        row_number() over (partition by {% for key in category.split(', ') %}queue.{{ key }}, {% endfor %}1 order by queue.position_tied) as candidate_number,
        count(*) over (partition by {% for key in category.split(', ') %}queue.{{ key }}, {% endfor %}queue.position_tied) as n_tied
    from {{ queue_name }} as queue
    inner join {{ places_name }} as places
        on {% for key in category.split(', ') %}queue.{{ key }} = places.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
        and places.grade_order = {{ n }}
    where queue.best_allowed <= {{ n }}
),

filled_{{ n }} as (
    select
        *,
        case
            when tie_policy = 'all_down' then candidate_rank + n_tied - 1 <= places_open
            else candidate_rank <= places_open
        end as is_holder
    from candidates_{{ n }}
),
{%- endmacro -%}
