-- How sure the grade is: its share among the replicates of the ballots, for every grade of the scheme.
select
    city_id,
    year,
    scheme_id,
    true as is_official,
    department_id,
    grade_id,
    grade_order,
    probability
from {{ ref('int_grade_probabilities') }}
