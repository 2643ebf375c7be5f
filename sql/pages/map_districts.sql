-- description: District shapes to draw, and the documented incidents of the last 52 weeks of data known to them no
--   better than that.
with newest as (
    select max(week)::date as week from ref.source_weeks where source_id = $source_id and week <= $as_of::date
),
known as (
    select ground.district_id, count(*) as incidents
    from core.incident_locations as place
    join core.incidents as incident
        on incident.source_id = place.source_id and incident.incident_id = place.incident_id
    cross join newest
    cross join unnest(place.ground_ids) as ground(district_id)
    where place.source_id = $source_id and place.model = 'district'
        and incident.date between newest.week - 51 * 7 and newest.week + 6
    group by ground.district_id
)
select shape.district_id, district.name, district.headquarters, district.hq_latitude, district.hq_longitude,
    shape.basis, shape.vintage, shape.licence, shape.source, shape.geometry,
    coalesce(known.incidents, 0)::bigint as incidents
from ref.district_shapes as shape
join ref.districts as district on district.district_id = shape.district_id
left join known on known.district_id = shape.district_id
where shape.is_used
order by shape.district_id
