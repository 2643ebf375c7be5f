-- description: One row: the newest day up to the as-of date on which a record of any source became known, or its
--   event happened. Tables that ask which records were known by the as-of date ask it of this day: on a night without
--   news it stays, and they stand.
-- grain: known_by
-- released: no
-- columns:
--   known_by
select coalesce(max(day), date '0001-01-01')::date as known_by
from (select unnest([known_at, date]) as day from core.records)
where day <= $as_of::date
