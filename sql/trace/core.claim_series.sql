-- description: The claims of one series.
select claim.source_id, 'claim' as kind, claim.claim_id as record_id, 1.0 as share
from told
join core.claim_standing as claim using (source_id, series_id)
