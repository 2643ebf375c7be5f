-- description: Who had said by 1 April 2025 how many were killed in Kech in March 2025, each statement with the day it
--   was made and its page. Sums by district as known on a day: from casualties_by_district_as_of(date '2025-04-01').
select incident.date, incident.date_precision, incident.place_as_written, claim.claimant_side,
    claim.claimant_as_written, claim.victim_group,
    claim.qualifier, claim.value, claim.said_at, claim.known_at, claim.source_name, claim.source_url
from core.incidents as incident
join core.claims as claim on claim.source_id = incident.source_id and claim.event_id = incident.incident_id
where incident.district_id = 'kech' and incident.date between date '2025-03-01' and date '2025-03-31'
    and claim.metric = 'killed' and claim.known_at <= date '2025-04-01'
order by incident.date, incident.incident_id, claim.known_at, claim.claim_id
