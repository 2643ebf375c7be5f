-- description: One row per source and ISO week of its period: whether it speaks, was down, or is still filling.
-- grain: source_id, week
-- columns:
--   source_id VARCHAR: the source
--   kind VARCHAR: census or sample
--   week DATE: Monday of the ISO week
--   in_period BOOLEAN: the week overlaps the source's period and had ended by the as-of date
--   is_down BOOLEAN: the source failed, or its licence embargoes the week
--   is_provisional BOOLEAN: one of the newest weeks before the as-of date, still filling, or cut by the end of the source's period
with weeks as (
    select source_id, kind, period_start, period_end,
        unnest(generate_series(week_of(period_start), week_of(least(period_end, $as_of::date)), interval 7 day))::date as week
    from ref.sources
)
select
    weeks.source_id,
    weeks.kind,
    week,
    true as in_period,
    exists (
        select 1 from raw.source_outages as outage
        where outage.source_id = weeks.source_id
            and week <= outage.date_end::date and week + 6 >= outage.date_start::date
    ) as is_down,
    week + 7 + 7 * $provisional_weeks::integer > $as_of::date + 1 or coalesce(week + 6 > weeks.period_end, false)
        as is_provisional
from weeks
order by weeks.source_id, week
