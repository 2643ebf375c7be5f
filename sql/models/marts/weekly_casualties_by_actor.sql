-- description: One row per source, actor and ISO week: deaths in events attributed to the actor, of whichever side
--   the dead were.
-- grain: source_id, actor_id, week
-- columns:
--   source_id
--   actor_id VARCHAR: actor; 'several' where the source names several, 'unknown' where none
--   family VARCHAR: the actor's family; 'unknown' for several of different families
--   week, status, status_reason, incidents, incidents_without_toll, killed_best, killed_low, killed_high
--   killed_security, killed_civilian, killed_militant, killed_unknown, injured_best
select
    counts.source_id, counts.member_id as actor_id, coalesce(actors.family, 'unknown') as family, counts.week,
    counts.status, counts.status_reason, counts.incidents, counts.incidents_without_toll, counts.killed_best,
    counts.killed_low, counts.killed_high,
    counts.killed_security, counts.killed_civilian, counts.killed_militant, counts.killed_unknown, counts.injured_best
from core.weekly_counts as counts
left join ref.actors as actors on actors.actor_id = counts.member_id
where counts.dimension = 'actor'
