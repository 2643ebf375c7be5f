-- description: One row per record accepted at the door that could not be known by the as-of date. Stays in the warehouse: a release holds only what follows from the data known by its date.
-- grain: source_id, record_id
-- released: no
-- columns:
--   source_id VARCHAR: the source
--   record_id VARCHAR: the record
--   known_at DATE: first day on which it could be read
--   deaths BIGINT: deaths it carries; null where it gives none
with records as (
    select incident_id as record_id, date, published_date, killed_total, killed_security, killed_civilian, killed_militant, killed_unknown
    from raw.ledger_incidents
    union all by name
    select incident_id as record_id, date, published_date, killed_total, killed_security, killed_civilian, killed_militant, killed_unknown
    from raw.ledger_second_reports
)
select 'ledger' as source_id, record_id, known_on(published_date::date, date::date, $undated_page_lag_days) as known_at,
    coalesce(
        killed_total::bigint,
        stated_sum(killed_security::bigint, killed_civilian::bigint, killed_militant::bigint, killed_unknown::bigint)
    ) as deaths
from records
where known_on(published_date::date, date::date, $undated_page_lag_days) > $as_of::date
order by source_id, record_id
