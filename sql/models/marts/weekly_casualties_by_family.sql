-- description: One row per source, actor family and ISO week: deaths in events attributed to the family, of whichever
--   side the dead were.
-- grain: source_id, family, week
-- columns:
--   source_id
--   family VARCHAR: baloch_separatist, islamist, state, ... ; 'unknown' where the source names nobody, or several of
--     different families
--   week, status, status_reason, incidents, incidents_without_toll, killed_best, killed_low, killed_high
--   killed_security, killed_civilian, killed_militant, killed_unknown, injured_best
select
    source_id, member_id as family, week, status, status_reason, incidents, incidents_without_toll, killed_best,
    killed_low, killed_high, killed_security, killed_civilian, killed_militant, killed_unknown, injured_best
from core.weekly_counts
where dimension = 'family'
