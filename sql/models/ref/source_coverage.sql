-- description: One row per source, district and run of weeks in which it stands in one way to the district's weeks:
--   for which district-weeks it speaks.
-- grain: source_id, district_id, first_week
-- columns:
--   source_id, district_id
--   first_week DATE: Monday of the run's first week
--   last_week DATE: Monday of its last
--   standing VARCHAR: complete (finding none is a zero), filling, cut (by the source's end), down, or sample (finding
--     none says nothing)
--   weeks BIGINT: weeks in the run
with standings as (
    select source_id, week,
        case when is_down then 'down' when kind = 'sample' then 'sample' when is_filling then 'filling'
            when is_cut then 'cut' else 'complete' end as standing
    from ref.source_weeks
    where in_period
),
runs as (
    select source_id, standing, min(week) as first_week, max(week) as last_week
    from (select *, (week - date '1900-01-01') // 7 - row_number()
        over (partition by source_id, standing order by week) as run from standings)
    group by source_id, standing, run
)
select
    runs.source_id, district.district_id, greatest(runs.first_week, week_of(district.valid_from)) as first_week,
    least(runs.last_week, week_of(district.valid_to - 1)) as last_week,
    runs.standing,
    (least(runs.last_week, week_of(district.valid_to - 1))
        - greatest(runs.first_week, week_of(district.valid_from))) // 7 + 1 as weeks
from runs
join ref.districts as district
    on coalesce(week_of(district.valid_from) <= runs.last_week, true)
    and coalesce(week_of(district.valid_to - 1) >= runs.first_week, true)
order by runs.source_id, district.district_id, first_week
