-- description: One row per source and ISO week of its period: whether it speaks, was down, is still filling, or is cut by the source's begin or end.
-- grain: source_id, week
-- columns:
--   source_id VARCHAR: the source
--   kind VARCHAR: census or sample
--   week DATE: Monday of the ISO week
--   in_period BOOLEAN: the week overlaps the source's period and had ended by the as-of date
--   is_down BOOLEAN: the source failed, or its licence embargoes the week
--   is_filling BOOLEAN: figures of the week still rise: it is one of the newest before the as-of date, or the source is preliminary
--   is_cut BOOLEAN: the source's period begins or ends inside the week: what is there is not the whole week
--   is_provisional BOOLEAN: filling or cut: never drawn as complete
with weeks as (
    select source_id, kind, period_start, period_end, is_preliminary,
        unnest(generate_series(week_of(period_start), week_of(least(period_end, $as_of::date)), interval 7 day))::date as week
    from ref.sources
),
marked as (
    select *,
        is_preliminary or week + 7 + 7 * $provisional_weeks::integer > $as_of::date + 1 as is_filling,
        coalesce(week + 6 > period_end or week < period_start, false) as is_cut
    from weeks
)
select
    marked.source_id,
    marked.kind,
    marked.week,
    true as in_period,
    exists (
        select 1 from ref.source_outages as outages
        where outages.source_id = marked.source_id
            and marked.week <= outages.date_end and marked.week + 6 >= outages.date_start
    ) as is_down,
    marked.is_filling,
    marked.is_cut,
    marked.is_filling or marked.is_cut as is_provisional
from marked
order by marked.source_id, marked.week
