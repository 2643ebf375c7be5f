-- description: The claims of one side of a campaign's whole toll.
select claim.source_id, 'claim' as kind, claim.claim_id as record_id, 1.0 as share
from told
join core.claim_standing as claim
    on claim.source_id = told.source_id and claim.event_id = told.campaign_id and claim.victim_group = told.victim_group
    and claim.metric = told.metric and claim.claimant_side = told.claimant_side
where claim.standing not in ('garbled', 'no_figure', 'stale_repeat') and claim.rule <> 'taken_back_by_a_claim'
    and claim.series_kind = 'whole'
