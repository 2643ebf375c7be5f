-- description: what a claim repeats or corrects is another claim about the same event that was known no later
select claim.claim_id, claim.repeats_claim_id, claim.corrects_claim_id, other.claim_id as found, other.event_id,
    other.known_at
from core.claims as claim
left join core.claims as other
    on other.source_id = claim.source_id and other.claim_id in (claim.repeats_claim_id, claim.corrects_claim_id)
where (claim.repeats_claim_id is not null or claim.corrects_claim_id is not null)
    and (
        other.claim_id is null or other.claim_id = claim.claim_id or other.event_id <> claim.event_id
        or (other.known_at > claim.known_at and claim.said_at is not null and other.said_at is not null)
    )
order by claim.claim_id
