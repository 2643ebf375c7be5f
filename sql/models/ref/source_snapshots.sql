-- description: One row per publisher's file or series held by the as-of date: how old it is, and how the last try to
--   get a newer one ended.
-- grain: source_id, series
-- columns:
--   source_id
--   series VARCHAR: which of its files that stand side by side; empty where there is one
--   is_enabled BOOLEAN: asked for every night
--   taken_on DATE: day on which these bytes came; null where nothing is held
--   checked_on DATE: day on which the publisher was last known to have nothing newer
--   age_days INTEGER: days from then to the as-of date
--   max_age_days INTEGER: past this age nothing is published; null where it is not asked for
--   outcome VARCHAR: how the last try ended: success, unchanged or failed
--   sha256 VARCHAR: digest of the file
--   bytes BIGINT: its size
--   declared_count BIGINT: records that the publisher said it sent; null where it said nothing
--   received_count BIGINT: records counted when it came
--   last_attempt_on DATE: day of the last try
--   last_error VARCHAR: what went wrong then; null where it went well
--   is_by_hand BOOLEAN: a file that was added by hand: nobody asked its publisher for a newer one on checked_on
select
    source_id, series, is_enabled, taken_on, checked_on, greatest($as_of::date - checked_on, 0)::integer as age_days,
    max_age_days, outcome, sha256, bytes, declared_count, received_count,
    last_attempt_on, last_error, is_by_hand
from raw.source_snapshots
where coalesce(taken_on <= $as_of::date, true)
order by source_id, series
