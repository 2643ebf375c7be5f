-- description: One row per source, actor family and ISO week: deaths in events attributed to the family, of whichever side the dead were.
-- grain: source_id, family, week
-- columns:
--   source_id VARCHAR: the source
--   family VARCHAR: baloch_separatist, islamist, state, ... ; 'unknown' where the source names nobody, or several of different families
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
    source_id, member_id as family, week, status, status_reason, incidents, incidents_without_toll, killed_best, killed_low,
    killed_high, killed_security, killed_civilian, killed_militant, killed_unknown, injured_best
from core.weekly_counts
where dimension = 'family'
