-- description: an incident's campaign is in core.campaigns
select incident_id, campaign_id
from core.incidents
where campaign_id is not null and campaign_id not in (select campaign_id from raw.ledger_campaigns)
order by incident_id
