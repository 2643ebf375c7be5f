-- description: Points at which documented incidents of the last 52 weeks of data are known to have been, with how far
--   from them they may be.
with newest as (
    select max(week)::date as week from ref.source_weeks where source_id = $source_id and week <= $as_of::date
)
select place.latitude, place.longitude, place.radius_km, count(*) as incidents,
    min(incident.place_as_written) as place, max(incident.date) as newest
from core.incident_locations as place
join core.incidents as incident
    on incident.source_id = place.source_id and incident.incident_id = place.incident_id
cross join newest
where place.source_id = $source_id and place.model in ('disc', 'stretch')
    and incident.date between newest.week - 51 * 7 and newest.week + 6
group by place.latitude, place.longitude, place.radius_km
order by place.radius_km desc, place.latitude, place.longitude
