-- description: every campaign has its row, and its series hold every statement of its whole toll that is no part,
--   garbled, stale or taken back
with expected as (
    select campaign.source_id, campaign.campaign_id, count(claim.claim_id) as statements
    from core.campaigns as campaign
    left join core.claims as claim
        on claim.source_id = campaign.source_id and claim.event_id = campaign.campaign_id
            and claim.event_kind = 'campaign'
        and claim.scope = 'campaign' and claim.counting <> 'incremental'
        and counts_whole_group(claim.victim_subgroup)
        and not (claim.is_part or claim.is_garbled)
        and coalesce(claim.value, claim.value_low, claim.value_high) is not null
        and claim.claim_id not in (
            select claim_id from core.claim_standing where standing = 'stale_repeat' or rule = 'taken_back_by_a_claim'
        )
    group by campaign.source_id, campaign.campaign_id
),
found as (
    select source_id, campaign_id, sum(claims)::bigint as statements from marts.campaigns group by source_id,
        campaign_id
)
select source_id, campaign_id, expected.statements as statements_in_core, found.statements as statements_in_mart
from expected
full join found using (source_id, campaign_id)
where expected.statements is distinct from found.statements
order by source_id, campaign_id
