-- description: CPEC sites of Balochistan by documented incidents near them over the whole period of one source.
-- title: CPEC sites by documented incidents near them
-- counts: Documented incidents whose place surely lies within 50 km of the site, those whose place is too uncertain to
--   say, those in its districts, and those of them aimed at CPEC. Sites close together share incidents, so the rows do not add up.
select
    site.site_id,
    site.name,
    site.sector,
    site.status,
    sum(weekly.incidents_within_50km)::bigint as incidents_within_50km,
    sum(weekly.incidents_possibly_within_50km)::bigint as incidents_possibly_within_50km,
    sum(weekly.incidents_in_district)::bigint as incidents_in_district,
    sum(weekly.incidents_cpec_target_nearby)::bigint as incidents_cpec_target_nearby,
    sum(weekly.killed_within_50km)::bigint as killed_within_50km
from ref.cpec_sites as site
join marts.weekly_casualties_by_site as weekly on weekly.site_id = site.site_id
where weekly.source_id = $source_id
group by site.site_id, site.name, site.sector, site.status, site.formal_cpec
order by incidents_within_50km desc nulls last, incidents_possibly_within_50km desc nulls last,
    site.status = 'operational' desc, site.formal_cpec desc, site.name
