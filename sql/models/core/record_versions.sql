-- description: One row per record of a publisher that revises its rows, and snapshot taken by the as-of date in which
--   its figures differ from those before: what it said, and from when. A row that a publisher took back is a row
--   without figures, never a zero.
-- grain: source_id, report_id, version
-- columns:
--   source_id VARCHAR: a publisher that revises its rows
--   report_id
--   version INTEGER: 1 is what was said first
--   status VARCHAR: stated, or withdrawn: deleted, no longer in its file, or moved out of the province
--   reason VARCHAR: first_seen, revised, back_again, deleted_by_its_publisher, no_longer_in_its_file or
--     no_longer_of_the_province
--   week DATE: Monday of the week that version puts the event in; null where it is dated more coarsely than to a week
--   killed_total INTEGER: all deaths, as stated then; null where withdrawn
--   killed_low INTEGER: the source's own lower bound; null where it gives none
--   killed_high INTEGER: its upper bound
--   seen_at TIMESTAMP: when the snapshot that first held it was taken, Pakistan time
--   known_at DATE: that day
--   snapshot_sha256 VARCHAR: digest of that snapshot
--   row_number BIGINT: its row there, the header being row 1; null where it is not there any more
with compared as (
    select *, withdrawn_as is not null as is_withdrawn,
        lag(withdrawn_as) over nights as before_as, lag(killed_total) over nights as before_total,
        lag(killed_low) over nights as before_low, lag(killed_high) over nights as before_high,
        row_number() over nights as sighting, count(*) filter (withdrawn_as is null)
            over (nights rows unbounded preceding) as stated_so_far
    from raw.sightings
    where taken_on <= $as_of::date
    window nights as (partition by table_name, report_id order by reading)
)
select table_name as source_id, report_id,
    (row_number() over (partition by table_name, report_id order by reading))::integer as version,
    case when is_withdrawn then 'withdrawn' else 'stated' end as status,
    case
        when is_withdrawn then withdrawn_as
        when stated_so_far = 1 then 'first_seen'
        when before_as is not null then 'back_again'
        else 'revised'
    end as reason,
    week, killed_total, killed_low, killed_high, seen_at, taken_on as known_at, snapshot_sha256, row_number
from compared
-- What was never of the province is no record of it.
where stated_so_far > 0
    and (
        sighting = 1 or is_withdrawn <> (before_as is not null)
        or (killed_total, killed_low, killed_high) is distinct from (before_total, before_low, before_high)
    )
order by source_id, report_id, version
