-- description: One row per campaign, side of the claimant, group of victims and metric: how that side's own toll of the whole campaign moved.
-- grain: source_id, campaign_id, claimant_side, victim_group, metric
-- columns:
--   source_id VARCHAR: the source
--   campaign_id VARCHAR: the campaign
--   name VARCHAR: its name
--   date_start DATE: first day
--   date_end DATE: last day
--   places_hit VARCHAR[]: districts listed as attacked or struck, by anybody; not those only raided before, cut off or called most affected, nor places whose district stays open
--   districts_hit BIGINT: how many those are
--   claimant_side VARCHAR: who speaks; null where nobody gave a toll of the whole campaign
--   victim_group VARCHAR: about whom
--   metric VARCHAR: killed, injured, ...
--   claims BIGINT: statements of the whole campaign's toll that the series holds
--   first_value INTEGER: first figure; of several on the first day, the lowest
--   first_said_at TIMESTAMP: when it was said, Pakistan time
--   lowest_value INTEGER: lowest figure
--   highest_value INTEGER: highest figure
--   latest_value INTEGER: latest figure; of several on the last day, the highest, since few carry an hour and tolls grow within a day
--   latest_said_at TIMESTAMP: when it was said, Pakistan time
--   held_by_incidents BIGINT: of that group, what the campaign's incidents already hold; null where they say nothing
--   remainder BIGINT: latest_value less held_by_incidents, not below zero: what stays with the campaign and is in no district; null for an armed group's own count
with statements as (
    select source_id, event_id as campaign_id, claimant_side, victim_group, metric, said_at, claim_id,
        coalesce(value, value_low, value_high) as value, coalesce(value, value_low) as low, coalesce(value, value_high) as high
    from core.claims
    where event_kind = 'campaign' and scope = 'campaign' and counting <> 'incremental' and said_at is not null
        and not is_part and not is_garbled and not is_stale_repeat and coalesce(value, value_low, value_high) is not null
        -- A figure of part of a group (security and civilians, attackers apart) is no toll of the whole group.
        and counts_whole_group(victim_subgroup)
),
series as (
    select source_id, campaign_id, claimant_side, victim_group, metric,
        count(*) as claims,
        arg_min(value, (said_at::date, value, claim_id)) as first_value,
        min(said_at) as first_said_at,
        min(low) as lowest_value,
        max(high) as highest_value,
        arg_max(value, (said_at::date, value, claim_id)) as latest_value,
        max(said_at) as latest_said_at
    from statements
    group by all
),
places as (
    select source_id, campaign_id,
        list_sort(list(distinct district_id) filter (
            district_id is not null and district_id <> 'balochistan'
            and role not in ('prior_operation', 'communications_cut', 'most_affected', 'bodies_found')
        )) as places_hit
    from core.campaign_places
    group by all
),
held as (
    select source_id, campaign_id, unnest([
        {'victim_group': 'security', 'metric': 'killed', 'held': sum(killed_security)::bigint},
        {'victim_group': 'civilian', 'metric': 'killed', 'held': sum(killed_civilian)::bigint},
        {'victim_group': 'militant', 'metric': 'killed', 'held': sum(killed_militant)::bigint},
        {'victim_group': 'unknown', 'metric': 'killed', 'held': sum(killed_unknown)::bigint},
        {'victim_group': 'total', 'metric': 'killed', 'held': sum(killed_best)::bigint},
        {'victim_group': 'total', 'metric': 'injured', 'held': sum(injured_best)::bigint}
    ], recursive := true)
    from core.incidents
    where campaign_id is not null
    group by source_id, campaign_id
)
select
    campaign.source_id, campaign.campaign_id, campaign.name, campaign.date_start, campaign.date_end,
    coalesce(places.places_hit, []) as places_hit,
    len(coalesce(places.places_hit, [])) as districts_hit,
    series.claimant_side, series.victim_group, series.metric,
    coalesce(series.claims, 0) as claims,
    series.first_value, series.first_said_at, series.lowest_value, series.highest_value,
    series.latest_value, series.latest_said_at,
    held.held as held_by_incidents,
    -- What other accounts hold is not taken off an armed group's own count.
    case when series.claimant_side <> 'militant' then greatest(series.latest_value - coalesce(held.held, 0), 0)::bigint end as remainder
from core.campaigns as campaign
left join series on series.source_id = campaign.source_id and series.campaign_id = campaign.campaign_id
left join places on places.source_id = campaign.source_id and places.campaign_id = campaign.campaign_id
left join held
    on held.source_id = campaign.source_id and held.campaign_id = campaign.campaign_id
    and held.victim_group = series.victim_group and held.metric = series.metric
order by campaign.source_id, campaign.campaign_id, series.claimant_side, series.victim_group, series.metric
