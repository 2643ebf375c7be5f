-- description: Documented incidents around Gwadar port: how far on average and at least and most, and how likely
--   within 25 km. Association, not cause.
select incident.date, incident.place_as_written, place.model as place_known_as,
    round(distance.expected_km, 1) as expected_km,
    round(distance.nearest_km, 1) as at_least_km, round(distance.farthest_km, 1) as at_most_km,
    round(reach.probability, 3) as within_25_km,
    reach.is_sure, incident.targets_cpec, incident.killed_best, incident.source_url
from core.location_reach as reach
join core.location_distances as distance using (location_id, site_id)
join core.incident_locations as place using (location_id)
join core.incidents as incident using (source_id, incident_id)
where reach.site_id = 'gwadar-port' and reach.radius_km = 25
order by reach.probability desc, incident.date, incident.incident_id
