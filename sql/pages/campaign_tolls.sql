-- description: One campaign's own toll by claimant side, victim group and metric: first, lowest, highest, latest with the
--   pages of the first and the latest, what the latest contains, and what is left of it after the incidents that hold part of it.
select toll.claimant_side, toll.victim_group, toll.metric, toll.claims::bigint as claims, toll.undated_claims::bigint as undated_claims,
    toll.first_value::bigint as first_value, toll.first_said_on, toll.lowest_value::bigint as lowest_value,
    toll.highest_value::bigint as highest_value, toll.latest_value::bigint as latest_value, toll.latest_said_on,
    toll.held_by_incidents::bigint as held_by_incidents, toll.remainder::bigint as remainder,
    toll.contents::bigint as contents, toll.latest_contains_prior, toll.first_on_that_basis::bigint as first_on_that_basis,
    moved.stands_low::bigint as stands_low, moved.stands_high::bigint as stands_high, moved.reasons,
    latest.includes_as_written as latest_includes, first.includes_prior_operation as first_contains_prior,
    first.source_url as first_url, latest.source_url as latest_url
from marts.campaigns as toll
left join marts.claimed_tolls as moved
    on moved.source_id = toll.source_id and moved.event_id = toll.campaign_id and moved.claimant_side = toll.claimant_side
    and moved.victim_group = toll.victim_group and moved.metric = toll.metric
left join core.claims as first on first.source_id = toll.source_id and first.claim_id = moved.first_claim_id
left join core.claims as latest on latest.source_id = toll.source_id and latest.claim_id = moved.latest_claim_id
where toll.campaign_id = $campaign_id
order by toll.metric <> 'killed', toll.metric, toll.claimant_side <> 'state', toll.claimant_side <> 'militant', toll.claimant_side,
    toll.victim_group
