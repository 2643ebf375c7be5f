-- description: One row per source, district (and the province bucket) and ISO week of the source's period.
-- grain: source_id, district_id, week
-- columns:
--   source_id
--   district_id VARCHAR: district; 'balochistan' is the bucket of what is known only to the province
--   week, status, status_reason, incidents, incidents_without_toll, killed_best, killed_low, killed_high
--   killed_security, killed_civilian, killed_militant, killed_unknown, injured_best
--   share_deaths_precise DOUBLE: share of killed_best placed in a district, 0 to 1; null without deaths
--   incidents_cpec_target BIGINT: events aimed at CPEC, as the page or the compiler says
--   incidents_chinese_target, incidents_across_weeks, killed_across_weeks
--   campaign_ids VARCHAR[]: campaigns these events belong to; a campaign's own toll is not spread over districts
select
    source_id, member_id as district_id, week, status, status_reason, incidents, incidents_without_toll, killed_best,
    killed_low, killed_high, killed_security, killed_civilian, killed_militant, killed_unknown, injured_best,
    coalesce(deaths_precise, 0) / nullif(killed_best, 0) as share_deaths_precise,
    incidents_cpec_target, incidents_chinese_target, incidents_across_weeks, killed_across_weeks, campaign_ids
from core.weekly_counts
where dimension = 'district'
