-- What the permutation tests of an official run are made from: both values of every department, the number of
-- permutations and the SQL. Only runs with another fingerprint are permuted again (int_permutation_results).
with lines as (
    select
        city_id,
        year,
        scheme_id,
        pair || ' ' || category_id || ' ' || department_id || ' ' || cast(x as string) || ' ' || cast(y as string) as line
    from {{ ref('int_consistency_values') }}
),

wanted as (
    select
        lines.city_id,
        lines.year,
        lines.scheme_id,
        settings.permutations,
        md5(
            '{{ code_behind('int_permutation_results') }}' || lines.city_id || cast(lines.year as string) || lines.scheme_id
            || cast(settings.permutations as string) || {{ dbt.listagg("lines.line", "';'", "order by lines.line") }}
        ) as fingerprint
    from lines
    inner join {{ ref('int_scheme_settings') }} as settings on lines.scheme_id = settings.scheme_id
    group by lines.city_id, lines.year, lines.scheme_id, settings.permutations
)

select
    city_id,
    year,
    scheme_id,
    permutations,
    fingerprint,
    {{ changed_since('int_permutation_results') }} as is_changed
from wanted
