-- description: One row per day from which a source counts differently: figures before and after it are two series,
--   not a trend.
-- grain: source_id, date
-- columns:
--   source_id
--   date DATE: first day of the new method
--   change VARCHAR: what changed
--   source VARCHAR: where it was read
select source_id, date::date as date, change, source
from raw.method_breaks
order by source_id, date
