-- description: Every statement of the militant dead of Operation Herof, second phase, in the order it was made, with
--   its page.
select said_at, claimant_side, claimant_as_written, qualifier, value, value_low, value_high, scope, is_part,
    is_stale_repeat, source_url
from core.claims
where event_id = 'herof2' and victim_group = 'militant' and metric = 'killed'
order by said_at nulls last, value, claim_id
