-- description: One row per record accepted at ingest that could not be known by the as-of date. Stays in the
--   warehouse: a release holds only what follows from the data known by its date.
-- grain: source_id, record_id
-- released: no
-- columns:
--   source_id
--   record_id VARCHAR: the record
--   known_at
--   reason VARCHAR: why not before: happened_later (the event is later than the as-of date), page_of_a_later_day,
--     undated_page (an undated page counts as known some weeks after the event) or taken_later (a publisher's file of
--     a later day)
--   deaths
select source_id, report_id as record_id, known_at,
    case
        when date > (select known_by from core.known_by) then 'happened_later'
        when known_at_basis = 'page_date' then 'page_of_a_later_day'
        when known_at_basis = 'event_date_plus_lag' then 'undated_page'
        else 'taken_later'
    end as reason,
    stated_toll(killed_basis, killed_total, killed_security, killed_civilian, killed_militant,
        killed_unknown)::bigint as deaths
from core.records
where known_at > (select known_by from core.known_by)
order by source_id, record_id
