-- description: a claim of the claims file is by a claimant of ref.claimants, and of that claimant's side
select claim.claim_id, claim.claimant_id, claim.claimant_side, claimant.side
from core.claims as claim
left join ref.claimants as claimant on claimant.claimant_id = claim.claimant_id
where claim.origin = 'claims_file' and claim.claimant_side is distinct from claimant.side
order by claim.claim_id
