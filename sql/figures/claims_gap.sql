-- description: The latest figure of each side for the same dead, where both the state and an armed group counted the
--   whole of an event.
-- title: The same dead, by two accounts
-- counts: For each event of which both gave a whole count: the latest figure of the state and of the armed group, for
--   the same group of victims, on a scale of ratios. A hollow mark and a + are a figure given as "at least" or "more
--   than". Every event with both is shown. No average is drawn: nobody said it. Marks open their page.
-- trace: marts.claimed_tolls.latest_value where event_id = 'herof2' and victim_group = 'security' and metric =
--   'killed'
select
    state.event_id,
    coalesce(campaign.name, incident.place_as_written, state.event_id) as event,
    coalesce(campaign.date_start, incident.date) as date,
    state.victim_group,
    state.latest_value::bigint as state_value,
    armed.latest_value::bigint as armed_value,
    state.latest_is_least as state_is_least,
    armed.latest_is_least as armed_is_least,
    state_claim.source_url as state_url,
    armed_claim.source_url as armed_url,
    -- The day that was entered, also for a week, which counts as known when it is over.
    case when state_claim.said_at_precision = 'week' and state_claim.known_at = state.latest_said_on
        then state_claim.said_at::date else state.latest_said_on end as state_said_on,
    case when armed_claim.said_at_precision = 'week' and armed_claim.known_at = armed.latest_said_on
        then armed_claim.said_at::date else armed.latest_said_on end as armed_said_on,
    case when state_claim.said_at_precision = 'week' and state_claim.known_at = state.latest_said_on then 'week'
        else 'day' end as state_said_precision,
    case when armed_claim.said_at_precision = 'week' and armed_claim.known_at = armed.latest_said_on then 'week'
        else 'day' end as armed_said_precision
from marts.claimed_tolls as state
join marts.claimed_tolls as armed
    on armed.source_id = state.source_id and armed.event_id = state.event_id and armed.victim_group = state.victim_group
    and armed.metric = 'killed' and armed.claimant_side = 'militant'
left join core.campaigns as campaign on campaign.source_id = state.source_id and campaign.campaign_id = state.event_id
left join core.incidents as incident on incident.source_id = state.source_id and incident.incident_id = state.event_id
left join core.claims as state_claim on state_claim.source_id = state.source_id
    and state_claim.claim_id = state.latest_claim_id
left join core.claims as armed_claim on armed_claim.source_id = armed.source_id
    and armed_claim.claim_id = armed.latest_claim_id
where state.source_id = $source_id and state.claimant_side = 'state' and state.metric = 'killed'
    and state.victim_group in ('security', 'militant') and state.latest_value > 0 and armed.latest_value > 0
order by date, state.event_id, state.victim_group
