-- description: One row per source, actor and ISO week: deaths in events attributed to the actor, of whichever side the dead were.
-- grain: source_id, actor_id, week
-- columns:
--   source_id VARCHAR: the source
--   actor_id VARCHAR: actor; 'several' where the source names several, 'unknown' where none
--   family VARCHAR: the actor's family; 'unknown' for several of different families
--   week DATE: Monday of the ISO week
--   status VARCHAR: reported, reported_zero, not_covered, source_down, provisional or cut_short
--   status_reason VARCHAR: why it is not_covered: outside_spans, not_there_then, sample, placed_nothing, placed_too_few, cannot_name or may_lie_here; rows_left_out where its figures are a minimum; else null
--   incidents BIGINT: events; null where nobody looked
--   incidents_without_toll BIGINT: events whose leading report gives no death toll of its own
--   killed_best BIGINT: deaths by the leading reports; null where no event carries a toll, or where those that carry one say 0 and another carries none
--   killed_low BIGINT: deaths by the lowest standing accounts other than the armed groups', of the incidents that killed_best sums; null where killed_best is
--   killed_high BIGINT: deaths by the highest of them; null where killed_best is
--   killed_security BIGINT: deaths of security forces; null where no event says, or where those that say one say 0 and another says none
--   killed_civilian BIGINT: deaths of civilians; null where no event says, or where those that say one say 0 and another says none
--   killed_militant BIGINT: deaths of militants; null where no event says, or where those that say one say 0 and another says none
--   killed_unknown BIGINT: deaths whose side is not said; null where no event says, or where those that say one say 0 and another says none
--   injured_best BIGINT: people injured; null where no event says, or where those that say one say 0 and another says none
select
    counts.source_id, counts.member_id as actor_id, coalesce(actors.family, 'unknown') as family, counts.week,
    counts.status, counts.status_reason, counts.incidents, counts.incidents_without_toll, counts.killed_best, counts.killed_low, counts.killed_high,
    counts.killed_security, counts.killed_civilian, counts.killed_militant, counts.killed_unknown, counts.injured_best
from core.weekly_counts as counts
left join ref.actors as actors on actors.actor_id = counts.member_id
where counts.dimension = 'actor'
