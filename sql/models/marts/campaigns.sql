-- description: One row per campaign, side of the claimant, group of victims and metric: how that side's own toll of
--   the whole campaign moved.
-- grain: source_id, campaign_id, claimant_side, victim_group, metric
-- columns:
--   source_id
--   campaign_id VARCHAR: the campaign
--   name VARCHAR: its name
--   date_start
--   date_end DATE: last day
--   places_hit VARCHAR[]: districts listed as attacked or struck, by anybody; not those only raided before, cut off
--     or called most affected, nor places whose district stays open
--   districts_hit BIGINT: how many those are
--   claimant_side VARCHAR: who speaks; null where nobody gave a toll of the whole campaign
--   victim_group, metric
--   claims BIGINT: statements of the whole campaign's toll that the series holds, undated ones included
--   undated_claims BIGINT: of those, the undated ones: in the lowest and highest, never first nor latest
--   first_value INTEGER: first figure; of several on the first day, the lowest
--   first_said_on DATE: day on which it was said
--   lowest_value INTEGER: lowest figure
--   highest_value INTEGER: highest figure
--   latest_value INTEGER: latest figure; of several on the last day, the highest, unless hours or a correction tell
--     otherwise
--   latest_said_on DATE: day on which it was first said
--   latest_claim_id, latest_is_least
--   contents BIGINT: how many contents the series mixes: with, without, or not saying whether with the deaths of the
--     operations just before
--   latest_contains_prior VARCHAR: whether the latest figure contains those deaths
--   first_on_that_basis
--   held_by_incidents BIGINT: of that group, what the campaign's incidents already hold of the campaign's figure: the
--     sum of those that say one, 0 also where they say 0 and another says none; null where none does
--   remainder BIGINT: latest_value less held_by_incidents: what stays with the campaign and is in no district, if the
--     incidents' accounts are right; null for an armed group's own count, where no incident says a figure, and where
--     they hold more
with places as (
    select source_id, campaign_id,
        list_sort(list(distinct district_id) filter (
            district_id is not null and district_id <> 'balochistan'
            and role not in ('prior_operation', 'communications_cut', 'most_affected', 'bodies_found')
        )) as places_hit
    from core.campaign_places
    group by all
),
held as (
    -- The sum of what they say, also where it is 0; null only where none of them says anything of the group.
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
    coalesce(series.claims, 0) as claims, coalesce(series.undated_claims, 0) as undated_claims,
    series.first_value, series.first_said_on, series.lowest_value, series.highest_value,
    series.latest_value, series.latest_said_on, series.latest_claim_id, series.latest_is_least,
    coalesce(series.contents, 0) as contents, series.latest_contains_prior, series.first_on_that_basis,
    held.held as held_by_incidents,
    -- What other accounts hold is not taken off an armed group's own count; what they do not say is no zero; and where
    -- they hold more than the claim, the two speak of different things.
    case when series.claimant_side <> 'militant' and held.held <= series.latest_value
        then (series.latest_value - held.held)::bigint end
        as remainder
from core.campaigns as campaign
left join marts.claimed_tolls as series
    on series.source_id = campaign.source_id and series.event_kind = 'campaign'
        and series.event_id = campaign.campaign_id
left join places on places.source_id = campaign.source_id and places.campaign_id = campaign.campaign_id
left join held
    on held.source_id = campaign.source_id and held.campaign_id = campaign.campaign_id
    and held.victim_group = series.victim_group and held.metric = series.metric
order by campaign.source_id, campaign.campaign_id, series.claimant_side, series.victim_group, series.metric
