-- description: Documented incidents beside five roads of the corridor: kilometres along the road at which each may
--   have been.
-- title: Incidents along the corridor's roads
-- counts: Documented incidents whose place lies within 10 km of the road's straight legs between towns, at least in
--   part. A line covers all of the road at which the incident may have been: short for a town, long and pale for a
--   record known only to its district, which may have been anywhere in it. Those known only to the province are left
--   out.
select line.line_id, line.name as road, incident.incident_id, incident.date, place.model,
    stretch.from_km, stretch.to_km, incident.place_as_written, incident.killed_best, incident.killed_low,
    incident.killed_high,
    incident.targets_cpec or incident.targets_chinese as is_aimed, incident.source_url
from core.line_stretches as stretch
join ref.named_lines as line on line.line_id = stretch.line_id and line.line_id in ('m8', 'n85', 'n30', 'n25', 'n10')
join core.incident_locations as place on place.location_id = stretch.location_id and place.model <> 'province'
join core.incidents as incident
    on incident.source_id = place.source_id and incident.incident_id = place.incident_id
where incident.source_id = $source_id and incident.date <= $as_of::date and not incident.is_landmark
order by line.line_id, incident.date, incident.incident_id
