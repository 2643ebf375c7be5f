-- description: One row per source and span of days for which its files held by the as-of date speak, of the country
--   in question: never from the first to the last of everything held.
-- grain: source_id, first_day
-- columns:
--   source_id
--   first_day DATE: first day of the span; no span of a source touches another
--   last_day DATE: its last day, not after the as-of date, nor after the day the file came
--   basis VARCHAR: what says so: publisher (the edition or month it names), declared (by whoever added the file or
--     compiled the table), answer (of an API, as far as its answers reach without a gap), own_events (from the file's
--     first to its last event), mapping; several where files overlap
with of_files as (
    select table_name as source_id, first_day, last_day, basis
    from raw.source_spans
    where taken_on <= $as_of::date
    -- Of the same bytes the last word counts: a span may be declared anew.
    qualify came_order = max(came_order) over (partition by table_name, snapshot_sha256)
),
said as (
    select source_id, period_start::date as first_day, least(period_end::date, $as_of::date) as last_day,
        'declared' as basis
    from raw.sources
    where period_start is not null
    union all
    select source_id, first_day, least(last_day, $as_of::date), basis from of_files
),
-- A span that begins no later than the day after all before it have ended carries them on.
marked as (
    select *, coalesce(first_day <= max(last_day) over (
        partition by source_id order by first_day, last_day, basis rows between unbounded preceding and 1 preceding
    ) + 1, false) as carries_on
    from said
    where first_day <= last_day
),
numbered as (
    select *, count(*) filter (not carries_on) over (
        partition by source_id order by first_day, last_day, basis rows between unbounded preceding and current row
    ) as span
    from marked
)
select source_id, min(first_day) as first_day, max(last_day) as last_day,
    string_agg(distinct basis, ', ' order by basis) as basis
from numbered
group by source_id, span
order by source_id, first_day
