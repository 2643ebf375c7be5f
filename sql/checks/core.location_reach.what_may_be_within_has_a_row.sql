-- description: a place has a row for a radius that it reaches, and for no other; it is certain there only where it is
--   surely within
select distance.location_id, distance.site_id, radius.radius_km, distance.nearest_km, distance.farthest_km,
    reach.probability, reach.is_sure
from core.location_distances as distance
cross join (select unnest($radii_km)::integer as radius_km) as radius
left join core.location_reach as reach
    on reach.location_id = distance.location_id and reach.site_id = distance.site_id
        and reach.radius_km = radius.radius_km
where (distance.nearest_km < radius.radius_km) <> (reach.location_id is not null)
    or reach.probability not between 1e-6 and 1
    or (reach.probability = 1) <> reach.is_sure
order by distance.location_id, distance.site_id, radius.radius_km
