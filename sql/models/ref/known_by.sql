-- description: One row: the newest day up to the as-of date on which something that a file holds became known, or
--   began or ended. Tables that ask what was known by the as-of date ask it of this day: on a night without news it
--   stays, and they stand.
-- grain: known_by
-- released: no
-- columns:
--   known_by
-- A day too many costs a night in which tables are made again and are what they were; a day that is missing would
-- leave them stale. So every day of the ledger's files is here that
-- a table compares with the as-of date, and the days on which an undated page counts as read. What other sources
-- write in free text is not: who asks it asks the as-of date.
with claims as (
    select published_date, recorded_at, said_at from raw.ledger_claims
    union all
    select published_date, recorded_at, said_at from raw.entered_claims
),
days as (
    select taken_on as day from raw.file_weeks
    union all
    select unnest([compiled_on, period_start])::date from raw.sources
    union all
    select moved_on::date from raw.ledger_page_moves
    union all
    select moved_on::date from raw.entered_page_moves
    union all
    select unnest([published_date, recorded_at])::date from raw.ledger_pages
    union all
    select unnest([published_date, recorded_at])::date from raw.entered_pages
    union all
    select read_on::date from raw.ledger_corrections
    union all
    select accepted_on::date from raw.accepted_changes
    union all
    select accepted_on::date from raw.entered_accepted
    union all
    select unnest([known_from::date, date_start::date, date_end::date,
        date_start::date + $undated_page_lag_days::integer]) from raw.ledger_campaigns
    union all
    select published_date::date from raw.ledger_campaign_places
    union all
    select unnest([published_date, recorded_at])::date from claims
    union all
    -- A day on either side for hours of other zones, and the end of a week.
    select left(said_at, 10)::date + unnest([-1, 0, 1, 5, 6, 7]) from claims
)
select coalesce(max(day), date '0001-01-01')::date as known_by
from days
where day <= $as_of::date
