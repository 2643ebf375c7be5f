-- description: One row per claimant: whoever a figure is attributed to.
-- grain: claimant_id
-- columns:
--   claimant_id VARCHAR: key
--   name VARCHAR: office, force, group or outlet
--   side VARCHAR: state, militant, media, hospital, rights_group, witness or other
--   kind VARCHAR: what sort of claimant it is
--   note
select claimant_id, name, side, kind, note
from raw.claimants
order by claimant_id
