-- description: One row per source, CPEC site in Balochistan and ISO week: violence in its districts and around it. Association, never cause.
-- grain: source_id, site_id, week
-- columns:
--   source_id VARCHAR: the source
--   site_id VARCHAR: the site
--   week DATE: Monday of the ISO week
--   status VARCHAR: reported, reported_zero, not_covered, source_down or provisional
--   incidents_in_district BIGINT: events in the districts the site lies in
--   killed_in_district BIGINT: deaths in those events; null where none carries a toll
--   incidents_within_50km BIGINT: events within 50 km of the site whatever the uncertainty of their place; null for a site known only to 50 km
--   killed_within_50km BIGINT: deaths in those events; null where none carries a toll
--   incidents_possibly_within_50km BIGINT: events that may lie within 50 km, not surely; never added to the sure ones
--   incidents_cpec_target_nearby BIGINT: events in its districts or within 50 km that a page or the compiler calls aimed at CPEC
with counts as (
    select distance.source_id, distance.site_id, incident.week,
        count(*) as incidents,
        count(*) filter (distance.in_district) as incidents_in_district,
        sum(incident.killed_best) filter (distance.in_district)::bigint as killed_in_district,
        count(*) filter (distance.is_within_50km) as incidents_within_50km,
        sum(incident.killed_best) filter (distance.is_within_50km)::bigint as killed_within_50km,
        count(*) filter (distance.is_possibly_within_50km) as incidents_possibly_within_50km,
        count(*) filter (incident.targets_cpec and (distance.in_district or distance.is_within_50km)) as incidents_cpec_target_nearby
    from core.site_distances as distance
    join core.incidents as incident
        on incident.source_id = distance.source_id and incident.incident_id = distance.incident_id
    where incident.date_precision in ('day', 'week')
    group by all
),
cells as (
    select weeks.source_id, site.site_id, weeks.week,
        week_status(weeks.kind, coalesce(counts.incidents, 0), weeks.in_period, weeks.is_down, weeks.is_provisional) as status,
        coalesce(counts.incidents, 0) as found,
        site.can_be_sure,
        counts.* exclude (source_id, site_id, week)
    from ref.source_weeks as weeks
    cross join (
        -- A line known only to 50 km has nothing surely within 50 km: that is unknown, not zero.
        select site_id, coalesce(coord_uncertainty_km, 0) < 50 as can_be_sure from ref.cpec_sites where in_balochistan
    ) as site
    left join counts
        on counts.source_id = weeks.source_id and counts.site_id = site.site_id and counts.week = weeks.week
)
select
    source_id, site_id, week, status,
    counted(status, found, incidents_in_district) as incidents_in_district,
    counted(status, found, killed_in_district) as killed_in_district,
    case when can_be_sure then counted(status, found, incidents_within_50km) end as incidents_within_50km,
    case when can_be_sure then counted(status, found, killed_within_50km) end as killed_within_50km,
    counted(status, found, incidents_possibly_within_50km) as incidents_possibly_within_50km,
    counted(status, found, incidents_cpec_target_nearby) as incidents_cpec_target_nearby
from cells
order by source_id, site_id, week
