-- Claim: feedback holds every accepted opinion with its text unchanged. 原汁原味
select coalesce(opinions.opinion_id, feedback.opinion_id) as opinion_id
from {{ ref('stg_opinions') }} as opinions
full outer join {{ ref('feedback') }} as feedback
    on opinions.city_id = feedback.city_id
    and opinions.year = feedback.year
    and opinions.opinion_id = feedback.opinion_id
where opinions.opinion_id is null or feedback.opinion_id is null or opinions.text <> feedback.text
