-- description: The campaigns, with the latest whole-campaign figures for the dead by the state and by the armed group,
--   and the page of each.
-- trace: marts.campaigns.latest_value where campaign_id = 'herof2' and claimant_side = 'state' and victim_group =
--   'militant' and metric = 'killed'
with lettered as (
    select *, chr(65 + ((row_number() over (order by date_start, campaign_id) - 1) % 26)::integer) as letter
    from core.campaigns
    where date_start <= $as_of::date
)
select
    campaign.campaign_id,
    campaign.letter,
    campaign.name,
    campaign.other_names,
    campaign.date_start,
    campaign.date_end,
    campaign.claimed_by_as_written,
    campaign.summary,
    campaign.first_reported_places,
    max(toll.districts_hit)::bigint as districts_hit,
    max(toll.latest_value) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'security')::bigint as state_security,
    bool_or(toll.latest_is_least) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'security') as state_security_is_least,
    max(claim.source_url) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'security') as state_security_url,
    max(toll.latest_value) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'civilian')::bigint as state_civilian,
    bool_or(toll.latest_is_least) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'civilian') as state_civilian_is_least,
    max(claim.source_url) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'civilian') as state_civilian_url,
    max(toll.latest_value) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'militant')::bigint as state_militant,
    bool_or(toll.latest_is_least) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'militant') as state_militant_is_least,
    max(claim.source_url) filter (toll.metric = 'killed' and toll.claimant_side = 'state'
        and toll.victim_group = 'militant') as state_militant_url,
    max(toll.latest_value) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'security')::bigint as group_security,
    bool_or(toll.latest_is_least) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'security') as group_security_is_least,
    max(claim.source_url) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'security') as group_security_url,
    max(toll.latest_value) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'civilian')::bigint as group_civilian,
    bool_or(toll.latest_is_least) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'civilian') as group_civilian_is_least,
    max(claim.source_url) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'civilian') as group_civilian_url,
    max(toll.latest_value) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'militant')::bigint as group_militant,
    bool_or(toll.latest_is_least) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'militant') as group_militant_is_least,
    max(claim.source_url) filter (toll.metric = 'killed' and toll.claimant_side = 'militant'
        and toll.victim_group = 'militant') as group_militant_url
from lettered as campaign
left join marts.campaigns as toll on toll.campaign_id = campaign.campaign_id
left join core.claims as claim on claim.source_id = toll.source_id and claim.claim_id = toll.latest_claim_id
group by all
order by campaign.date_start desc, campaign.campaign_id
