-- description: One row per phase of a CPEC site's life: announced, prepared, built, operating, shelved.
-- grain: site_id, phase, date_start
-- columns:
--   site_id
--   phase VARCHAR: announced, preparation, construction, operating or shelved
--   date_start DATE: first day of the phase, or of the month or year in which it began
--   date_precision VARCHAR: how far that day is sure: day, month or year
--   date_end DATE: first day after it; null while it lasts, or where its end is not known
--   confidence
--   note VARCHAR: what happened on the day
--   source VARCHAR: where it was read
select site_id, phase, date_start::date as date_start, date_precision, date_end::date as date_end, confidence, note,
    source
from raw.cpec_site_phases
order by site_id, date_start, phase
