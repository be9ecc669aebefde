-- Do people answer differently on paper, online and by phone? A ballot counts by how far it stands above or below the others
-- of its rater group on the departments it rated, and channels are compared inside groups: what is left is the channel, not
-- who was asked or about whom. 填答渠道
{%- set evaluation = 'city_id, year, scheme_id, evaluation_id' %}
with ballots as (
    select {{ evaluation }}, group_id, channel, mean_score, above_others
    from {{ ref('int_ballots_summed') }}
    where n_departments > 0 and not is_removed
),

channels as (
    select
        {{ evaluation }},
        channel,
        count(*) as n_ballots,
        {{ ratio('sum(' ~ raw('mean_score') ~ ')', 'count(*)') }} as mean_score
    from ballots
    group by {{ evaluation }}, channel
),

in_groups as (
    select
        {{ evaluation }},
        group_id,
        channel,
        count(*) as n,
        sum({{ raw('above_others') }}) as above_sum,
        sum({{ raw('above_others * above_others') }}) as square_sum
    from ballots
    group by {{ evaluation }}, group_id, channel
),

beside_others as (
    select
        *,
        {%- for column in ['n', 'above_sum', 'square_sum'] %}
        sum({{ column }}) over (partition by {{ evaluation }}, group_id) - {{ column }} as {{ column }}_others{{ ',' if not loop.last }}
        {%- endfor %}
    from in_groups
),

differences as (
    select
        {{ evaluation }},
        channel,
        {{ ratio('n * n_others', 'n + n_others') }} as w,
        {{ ratio('above_sum', 'n') }} - {{ ratio('above_sum_others', 'n_others') }} as difference,
        {{ ratio('square_sum + square_sum_others', 'n + n_others - 2') }}
        - (above_sum * {{ ratio('above_sum', 'n') }} + above_sum_others * {{ ratio('above_sum_others', 'n_others') }})
        / nullif(cast(n + n_others - 2 as double), 0) as variance
    from beside_others
    where n_others > 0
),

pooled as (
    select
        {{ evaluation }},
        channel,
        {{ ratio('sum(' ~ exact('w * difference') ~ ')', 'sum(' ~ exact('w') ~ ')') }} as difference,
        case
            when count(variance) = count(*)
                then sqrt(cast(sum({{ exact('w * greatest(variance, 0)') }}) as double)) / nullif(cast(sum({{ exact('w') }}) as double), 0)
        end as difference_se
    from differences
    group by {{ evaluation }}, channel
),

cells as (
    select
        channels.*,
        pooled.difference,
        pooled.difference_se,
        cast(settings.value as bigint) as min_cell,
        true as is_in_score
    from channels
    inner join {{ ref('int_settings') }} as settings
        on channels.scheme_id = settings.scheme_id
        and channels.evaluation_id = settings.component_id
        and settings.setting_id = 'min_cell'
    left join pooled
        on {% for key in evaluation.split(', ') + ['channel'] %}channels.{{ key }} = pooled.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
),

{{ hidden_cells('cells', evaluation, 'channel') }}

select
    {{ evaluation }},
    true as is_official,
    channel,
    min_cell,
    is_suppressed,
    suppressed_for,
    {%- for column in ['n_ballots', 'mean_score', 'difference', 'difference_se'] %}
    case when not is_suppressed then {{ column }} end as {{ column }},
    {%- endfor %}
    case when not is_suppressed then abs(difference) > {{ z95() }} * difference_se end as is_beyond_noise
from hidden_cells
