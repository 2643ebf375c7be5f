-- description: One row per source, CPEC site and phase of its life: incidents near it before and after the phase began, beside places without a site. Association, never cause.
-- grain: source_id, site_id, phase, date_start
-- prepared_by: corridorwatch.exposure.comparison:prepare
-- prepared_from: core.incidents, core.incident_locations, core.location_reach, ref.source_weeks, ref.site_phases, ref.cpec_sites, ref.district_aliases, ref.districts
-- columns:
--   source_id VARCHAR: the source
--   site_id VARCHAR: the site
--   phase VARCHAR: construction or operating
--   date_start DATE: when it began
--   kind VARCHAR: census or sample; a sample says nothing here
--   before BIGINT: incidents more likely than not within 25 km, in up to five years before; null where nothing can be said
--   weeks_before BIGINT: weeks the source covers in them
--   after BIGINT: incidents in up to five years after
--   weeks_after BIGINT: weeks the source covers in them
--   ratio DOUBLE: rate after over rate before
--   ratio_low DOUBLE: lower end of its 95 % interval (exact conditional test)
--   ratio_high DOUBLE: upper end; null where it has none
--   p_value DOUBLE: two-sided, for a ratio of 1
--   dispersion DOUBLE: variance over mean of four-weekly counts; above 1 events come in clusters and the interval is too narrow
--   ratio_without_largest_day DOUBLE: the ratio without the day with most incidents
--   random_places BIGINT: towns at least 100 km off, drawn at random
--   random_as_much BIGINT: of them, those whose rate changed by as much or more
--   matched_places BIGINT: towns at least 100 km off in a district of like population with a like number of incidents before
--   matched_as_much BIGINT: of them, those whose rate changed by as much or more
--   sentence VARCHAR: what can be said, with its uncertainty
select *
from prepared.before_and_after
order by source_id, site_id, phase, date_start
