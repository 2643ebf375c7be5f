-- description: One row per written form of an actor's name.
-- grain: alias, actor_id, scheme
-- columns:
--   alias
--   folded VARCHAR: the alias as it is compared (macro fold_group)
--   actor_id VARCHAR: actor it means
--   script
--   scheme VARCHAR: whose wording it is: ucdp, acled, press, ...
--   match_scope VARCHAR: free_text or field_only
--   valid_from DATE: first day it means this actor; null means always
--   valid_to DATE: first day it no longer does
--   is_ambiguous
--   ambiguous_with VARCHAR: the other actors
--   is_official_label BOOLEAN: an official label, not a group's name
--   confidence, note
--   source VARCHAR: where the alias comes from
--   origin VARCHAR: shipped, or entered on this machine
with written as (
    select *, 'shipped' as origin from raw.actor_aliases
    union all by name
    select * exclude (entered_by, entered_at), 'entered' as origin from raw.entered_actor_aliases
    anti join raw.actor_aliases using (alias, actor_id, scheme)
)
select
    alias, fold_group(alias) as folded, actor_id, script, scheme, match_scope,
    valid_from::date as valid_from, valid_to::date as valid_to,
    is_ambiguous = 'yes' as is_ambiguous, ambiguous_with, is_official_label = 'yes' as is_official_label,
    confidence, note, source, origin
from written
order by alias, actor_id, scheme
