-- description: a claim of the claims file is by a claimant of ref.claimants
select claim_id, claimant_id
from core.claims
where origin = 'claims_file' and claimant_id not in (select claimant_id from ref.claimants)
order by claim_id
