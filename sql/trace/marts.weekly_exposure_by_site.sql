-- description: The incidents of a week that may lie within the radius of a site: the share of each is its probability.
select incident.source_id, 'incident' as kind, incident.incident_id as record_id, reach.probability as share
from told
join core.location_reach as reach on reach.site_id = told.site_id and reach.radius_km = told.radius_km
join core.incident_locations as place on place.location_id = reach.location_id and place.source_id = told.source_id
join core.incidents as incident
    on incident.source_id = place.source_id and incident.incident_id = place.incident_id and incident.week = told.week
where incident.date_precision in ('day', 'week') and told.expected_incidents > 0
