-- description: per source and site, the weeks hold every incident that core.site_distances relates to the site, by how sure its nearness is
with expected as (
    select distance.source_id, distance.site_id,
        count(*) filter (distance.in_district) as in_district,
        count(*) filter (distance.is_within_50km) as within_50km,
        count(*) filter (distance.is_possibly_within_50km) as possibly
    from core.site_distances as distance
    join core.incidents as incident
        on incident.source_id = distance.source_id and incident.incident_id = distance.incident_id
    where incident.date_precision in ('day', 'week')
        and (incident.source_id, incident.incident_id) not in (select (source_id, record_id) from core.exclusions where stage = 'weeks' and record_counts)
    group by distance.source_id, distance.site_id
),
found as (
    select source_id, site_id, sum(incidents_in_district)::bigint as in_district,
        coalesce(sum(incidents_within_50km), 0)::bigint as within_50km, sum(incidents_possibly_within_50km)::bigint as possibly
    from marts.weekly_casualties_by_site
    group by source_id, site_id
    having coalesce(sum(incidents_in_district), 0) + coalesce(sum(incidents_within_50km), 0) + coalesce(sum(incidents_possibly_within_50km), 0) > 0
)
select source_id, site_id, (expected.in_district, expected.within_50km, expected.possibly) as in_core,
    (found.in_district, found.within_50km, found.possibly) as in_mart
from expected
full join found using (source_id, site_id)
where (expected.in_district, expected.within_50km, expected.possibly)
    is distinct from (found.in_district, found.within_50km, found.possibly)
order by source_id, site_id
