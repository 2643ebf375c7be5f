-- description: a claim speaks of an incident, a campaign or a period that the source holds
select claim_id, event_kind, event_id
from core.claims
where (source_id, event_id) not in (select (source_id, incident_id) from core.records)
    -- A record that its publisher took back is no event any more; what was said of it stays said.
    and (source_id, event_id) not in (select (source_id, report_id) from core.record_versions)
    and event_id not in (select campaign_id from raw.ledger_campaigns)
    and event_id not in (select event_id from raw.ledger_periods)
order by claim_id
