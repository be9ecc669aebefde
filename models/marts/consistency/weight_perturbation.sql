-- Would another sensible choice of weights have changed the result? Ranks and grade under shares drawn around the scheme's.
with kept as (
    select
        drawn.city_id,
        drawn.year,
        drawn.scheme_id,
        drawn.department_id,
        sum(case when drawn.grade_id = official.grade_id then 1 else 0 end) as n_kept
    from {{ ref('int_draw_results') }} as drawn
    inner join {{ ref('int_grades') }} as official
        on drawn.city_id = official.city_id
        and drawn.year = official.year
        and drawn.scheme_id = official.scheme_id
        and drawn.department_id = official.department_id
        and official.draw = 0
    where drawn.kind = 'weights' and drawn.is_eligible
    group by drawn.city_id, drawn.year, drawn.scheme_id, drawn.department_id
)

select
    ranks.city_id,
    ranks.year,
    ranks.scheme_id,
    true as is_official,
    ranks.department_id,
    ranks.rank_median,
    ranks.rank_low,
    ranks.rank_high,
    {{ ratio('kept.n_kept', 'ranks.n_draws') }} as grade_kept_share
from {{ ref('int_draw_summaries') }} as ranks
inner join kept
    on ranks.city_id = kept.city_id
    and ranks.year = kept.year
    and ranks.scheme_id = kept.scheme_id
    and ranks.department_id = kept.department_id
where ranks.kind = 'weights'
