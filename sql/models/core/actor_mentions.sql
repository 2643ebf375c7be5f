-- description: One row per report known by the as-of date and column that names who did it: what it wrote, and the day it speaks of. A new source adds its rows here.
-- grain: record_kind, record_id, field
-- columns:
--   record_kind VARCHAR: incident or second_report
--   record_id VARCHAR: the report's id in its kind
--   on_date DATE: day on which the name is read
--   field VARCHAR: claimed_by or perpetrator
--   written VARCHAR: the column's text; null where it is empty
select 'incident' as record_kind, incident_id as record_id, date::date as on_date,
    unnest([{'field': 'claimed_by', 'written': claimed_by_as_written}, {'field': 'perpetrator', 'written': perpetrator_as_written}], recursive := true)
from raw.ledger_incidents
where known_on(published_date::date, date::date, $undated_page_lag_days) <= $as_of::date
union all
select 'second_report', incident_id, date::date,
    unnest([{'field': 'claimed_by', 'written': claimed_by_as_written}, {'field': 'perpetrator', 'written': perpetrator_as_written}], recursive := true)
from raw.ledger_second_reports
where known_on(published_date::date, date::date, $undated_page_lag_days) <= $as_of::date
order by record_kind, record_id, field
