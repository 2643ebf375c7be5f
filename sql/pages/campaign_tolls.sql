-- description: One campaign's own toll by claimant side, victim group and metric: first, lowest, highest, latest with
--   the page of each, what the latest contains, and what is left of it after the incidents that hold part of it.
-- trace: marts.campaigns.latest_value where campaign_id = 'herof2' and claimant_side = 'state' and victim_group =
--   'militant' and metric = 'killed'
with weeks as (
    -- Figures dated only to a week count as known when it is over; pages name the day that was entered for it.
    select source_id, claim_id, known_at, said_at::date as day, said_at_precision as precision
    from core.claims
    where said_at_precision = 'week'
),
ends as (
    select standing.source_id, standing.event_id, standing.claimant_side, standing.victim_group, standing.metric,
        arg_min(claim.source_url, (standing.low, standing.position is null, standing.position,
            standing.claim_id)) as lowest_url,
        arg_min(claim.source_url, (-standing.high, standing.position is null, standing.position,
            standing.claim_id)) as highest_url,
        arg_min(standing.is_open_above, (standing.low, standing.position is null, standing.position,
            standing.claim_id)) as lowest_is_least,
        arg_min(standing.is_open_above, (-standing.high, standing.position is null, standing.position,
            standing.claim_id)) as highest_is_least
    from core.claim_standing as standing
    join core.claims as claim on claim.source_id = standing.source_id and claim.claim_id = standing.claim_id
    where standing.event_id = $campaign_id and standing.series_kind = 'whole'
        and standing.standing not in ('garbled', 'no_figure', 'stale_repeat')
        and standing.rule <> 'taken_back_by_a_claim'
    group by all
)
select toll.claimant_side, toll.victim_group, toll.metric, toll.claims::bigint as claims,
    toll.undated_claims::bigint as undated_claims, sum(toll.undated_claims) over ()::bigint as undated_in_all,
    toll.first_value::bigint as first_value, coalesce(first_week.day, toll.first_said_on) as first_said_on,
    first_week.precision as first_precision, toll.lowest_value::bigint as lowest_value,
    toll.highest_value::bigint as highest_value, toll.latest_value::bigint as latest_value,
    coalesce(latest_week.day, toll.latest_said_on) as latest_said_on, latest_week.precision as latest_precision,
    toll.held_by_incidents::bigint as held_by_incidents, toll.remainder::bigint as remainder,
    toll.contents::bigint as contents, toll.latest_contains_prior,
    toll.first_on_that_basis::bigint as first_on_that_basis,
    moved.first_is_least, moved.latest_is_least,
    moved.stands_low::bigint as stands_low, moved.stands_high::bigint as stands_high, moved.reasons,
    latest.includes_as_written as latest_includes, first.includes_prior_operation as first_contains_prior,
    first.source_url as first_url, latest.source_url as latest_url, ends.lowest_url, ends.highest_url,
    ends.lowest_is_least, ends.highest_is_least
from marts.campaigns as toll
left join marts.claimed_tolls as moved
    on moved.source_id = toll.source_id and moved.event_id = toll.campaign_id
        and moved.claimant_side = toll.claimant_side
    and moved.victim_group = toll.victim_group and moved.metric = toll.metric
left join core.claims as first on first.source_id = toll.source_id and first.claim_id = moved.first_claim_id
left join core.claims as latest on latest.source_id = toll.source_id and latest.claim_id = moved.latest_claim_id
left join ends
    on ends.source_id = toll.source_id and ends.event_id = toll.campaign_id and ends.claimant_side = toll.claimant_side
    and ends.victim_group = toll.victim_group and ends.metric = toll.metric
left join weeks as first_week
    on first_week.source_id = toll.source_id and first_week.claim_id = moved.first_claim_id
        and first_week.known_at = toll.first_said_on
left join weeks as latest_week
    on latest_week.source_id = toll.source_id and latest_week.claim_id = moved.latest_claim_id
        and latest_week.known_at = toll.latest_said_on
where toll.campaign_id = $campaign_id
order by toll.metric <> 'killed', toll.metric, toll.claimant_side <> 'state', toll.claimant_side <> 'militant',
    toll.claimant_side,
    toll.victim_group
