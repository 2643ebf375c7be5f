-- description: One row per record accepted at the door that could not be known by the as-of date. Stays in the warehouse: a release holds only what follows from the data known by its date.
-- grain: source_id, record_id
-- released: no
-- columns:
--   source_id VARCHAR: the source
--   record_id VARCHAR: the record
--   known_at DATE: first day on which it could be read
--   deaths BIGINT: deaths it carries; null where it gives none
select source_id, report_id as record_id, known_at,
    stated_toll(killed_basis, killed_total, killed_security, killed_civilian, killed_militant, killed_unknown)::bigint as deaths
from core.records
where known_at > $as_of::date
order by source_id, record_id
