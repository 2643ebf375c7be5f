-- description: One row per stretch of days of which a source that should speak says nothing: it failed, lost its
--   records, or its licence hides them.
-- grain: source_id, date_start
-- columns:
--   source_id, date_start
--   date_end DATE: last day
--   reason
select source_id, date_start::date as date_start, date_end::date as date_end, reason from raw.source_outages
union all
select source_id, date_start, date_end, reason from ref.outages_of_*
order by source_id, date_start
