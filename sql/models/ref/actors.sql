-- description: One row per actor: group, faction, umbrella, force, or label that stands for a family.
-- grain: actor_id
-- columns:
--   actor_id VARCHAR: key
--   name
--   abbreviation VARCHAR: usual abbreviation
--   kind VARCHAR: separatist, islamist, sectarian, state force, ...
--   family VARCHAR: baloch_separatist, islamist, state, ... or unknown
--   parent_id VARCHAR: the group it is a faction or unit of
--   active_from VARCHAR: year or date as known
--   active_to VARCHAR: year or date as known; null while active
--   ucdp_actor_id VARCHAR: UCDP's actor id
--   is_label BOOLEAN: an official label or placeholder, not a group
--   note, confidence, source
select
    actor_id, name, abbreviation, kind, family, parent_id, active_from, active_to, ucdp_actor_id,
    is_label = 'yes' as is_label, note, confidence, source
from raw.actors
order by actor_id
