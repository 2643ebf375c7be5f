-- description: One row per source, district (and the province bucket) and ISO week of the source's period.
-- grain: source_id, district_id, week
-- columns:
--   source_id VARCHAR: the source
--   district_id VARCHAR: district; 'balochistan' is the bucket of what is known only to the province
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
--   share_deaths_precise DOUBLE: share of killed_best placed in a district, 0 to 1; null without deaths
--   incidents_cpec_target BIGINT: events aimed at CPEC, as the page or the compiler says
--   incidents_chinese_target BIGINT: events aimed at Chinese nationals or interests
--   incidents_across_weeks BIGINT: events among them whose days, as far as they are known, lie in more than this week, in which they are counted whole
--   killed_across_weeks BIGINT: deaths in those, part of killed_best; null where none of them carries a toll; those without one add nothing, so that 0 is what the others say
--   campaign_ids VARCHAR[]: campaigns these events belong to; a campaign's own toll is not spread over districts
select
    source_id, member_id as district_id, week, status, status_reason, incidents, incidents_without_toll, killed_best, killed_low,
    killed_high, killed_security, killed_civilian, killed_militant, killed_unknown, injured_best,
    coalesce(deaths_precise, 0) / nullif(killed_best, 0) as share_deaths_precise,
    incidents_cpec_target, incidents_chinese_target, incidents_across_weeks, killed_across_weeks, campaign_ids
from core.weekly_counts
where dimension = 'district'
