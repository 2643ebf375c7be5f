-- description: One row per source: how many events it places in the districts, and how many records its earlier
--   snapshots held of the same weeks.
-- grain: source_id
-- columns:
--   source_id
--   placed BIGINT: events placed in a district
--   held BIGINT: records of the province that its newest snapshots hold, of sources that come by hand those dated to
--     a day; null of a source whose earlier snapshots are not read
--   held_before BIGINT: the most that any state of its earlier snapshots held of the weeks for which it speaks now;
--     null likewise. Of a table of one's own, former files that hold more than twice as many rows are read again, the
--     others not
--   doubt VARCHAR: placed_nothing, or placed_too_few where fewer than half of held_before are left: it then says no
--     zero; else null
with placed as (
    select source_id, count(*) filter (district_id <> 'balochistan') as placed
    from core.incidents
    where district_method <> 'outside_balochistan'
    group by source_id
),
-- What came and went with each snapshot, as far as it lies in weeks for which the source still speaks.
changes as (
    select version.source_id, version.seen_at,
        sum(case when version.reason in ('first_seen', 'back_again') then 1 when version.status = 'withdrawn' then -1
            else 0 end) as more
    from core.record_versions as version
    join (select source_id, report_id, min(week) as week from core.record_versions where version = 1
        group by all) as first_said
        on first_said.source_id = version.source_id and first_said.report_id = version.report_id
    semi join ref.source_weeks as weeks
        on weeks.source_id = first_said.source_id and weeks.week = first_said.week and weeks.in_period
    group by version.source_id, version.seen_at
),
states as (
    select source_id, seen_at, sum(more) over (partition by source_id order by seen_at) as held from changes
),
-- Of sources that come by hand, every file is one state; records dated to a day.
by_hand as (
    select file.table_name as source_id, file.snapshot_sha256, bool_or(file.is_current) as is_current,
        sum(file.records) as records
    from raw.file_weeks as file
    semi join ref.source_weeks as weeks
        on weeks.source_id = file.table_name and weeks.week = file.week and weeks.in_period
    where file.taken_on <= (select known_by from ref.known_by)
    group by all
),
compared as (
    select source_id, max_by(held, seen_at)::bigint as held, max(held)::bigint as held_before from states
        group by source_id
    union all
    select source_id, coalesce(sum(records) filter (is_current), 0)::bigint,
        greatest(max(records), sum(records) filter (is_current))::bigint
    from by_hand
    group by source_id
)
select source.source_id, coalesce(placed.placed, 0) as placed, compared.held, compared.held_before,
    case
        when coalesce(placed.placed, 0) = 0 then 'placed_nothing'
        when 2 * compared.held < compared.held_before then 'placed_too_few'
    end as doubt
from ref.sources as source
left join placed using (source_id)
left join compared using (source_id)
order by source.source_id
