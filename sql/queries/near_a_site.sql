-- description: Documented incidents around Gwadar port: surely within 50 km, possibly, and in its district. Association, not cause.
select incident.date, incident.place_as_written, distance.in_district, round(distance.km, 1) as km, distance.km_uncertainty,
    distance.is_within_50km, distance.is_possibly_within_50km, incident.targets_cpec, incident.killed_best, incident.source_url
from core.site_distances as distance
join core.incidents as incident using (source_id, incident_id)
join ref.cpec_sites as site using (site_id)
where site.name ilike 'gwadar port%'
order by incident.date, incident.incident_id
