-- description: every claim has one standing and a rule for it, and what repeats, supersedes or corrects it is a claim
--   that was known
select claim.claim_id, standing.standing, standing.rule, standing.because_of_claim_id
from core.claims as claim
left join core.claim_standing as standing using (source_id, claim_id)
where standing.rule is null
    or standing.standing is null
    or (
        standing.because_of_claim_id is not null and standing.rule <> 'marked_by_the_compiler'
        and standing.because_of_claim_id not in (select claim_id from core.claims)
    )
order by claim.claim_id
