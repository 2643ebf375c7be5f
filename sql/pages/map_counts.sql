-- description: Documented incidents of the last 52 weeks of data: those that the map draws as discs and as shades of
--   districts, those it cannot draw, as they are known to a named road or railway or to the province only; and how
--   many of all are in no week.
with newest as (
    select max(week)::date as week from ref.source_weeks where source_id = $source_id and week <= $as_of::date
)
select count(*) filter (place.model in ('disc', 'stretch')) as in_discs,
    coalesce(sum((
        select count(*) from ref.district_shapes as shape
            where shape.is_used and list_contains(place.ground_ids, shape.district_id)
    )) filter (place.model = 'district'), 0)::bigint as in_districts,
    count(*) filter (place.model = 'line') as on_a_line, count(*) filter (place.model = 'province') as province_only,
    count(*) filter (incident.date_precision not in ('day', 'week')) as in_no_week
from core.incident_locations as place
join core.incidents as incident
    on incident.source_id = place.source_id and incident.incident_id = place.incident_id
cross join newest
where place.source_id = $source_id and incident.date between newest.week - 51 * 7 and newest.week + 6
