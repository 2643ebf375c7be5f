-- description: every incident in the province has a place as it is known, and no point that its name or the province's
--   outline contradicts
select incident.source_id, incident.incident_id, incident.place_flag, place.location_id
from core.incidents as incident
left join core.incident_locations as place
    on place.source_id = incident.source_id and place.incident_id = incident.incident_id
where (incident.district_method <> 'outside_balochistan') <> (place.location_id is not null)
    or (incident.place_flag in ('name_and_point_disagree', 'point_zero', 'point_swapped', 'point_far_outside')
        and place.latitude is not null)
order by incident.source_id, incident.incident_id
