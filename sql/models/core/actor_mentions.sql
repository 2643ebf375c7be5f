-- description: One row per record known by the as-of date and column that names who did it, of whatever source: what
--   it wrote, and the day it speaks of.
-- grain: source_id, record_kind, record_id, field
-- columns:
--   source_id
--   record_kind VARCHAR: incident or second_report
--   record_id, on_date
--   field VARCHAR: claimed_by or perpetrator
--   written VARCHAR: the column's text; null where it is empty
select *
from (
    select source_id, record_kind, report_id as record_id, date as on_date,
        unnest([{'field': 'claimed_by', 'written': claimed_by_as_written},
            {'field': 'perpetrator', 'written': perpetrator_as_written}], recursive := true)
    from core.records
    where known_at <= (select known_by from core.known_by)
)
order by source_id, record_kind, record_id, field
