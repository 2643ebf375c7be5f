-- description: a point or area has its coordinates, an area its extent, and a line at least two waypoints
select site_id, geometry, latitude, longitude, waypoints
from ref.cpec_sites
where (geometry in ('point', 'area') and (latitude is null or longitude is null))
    or (geometry = 'line' and coalesce(json_array_length(waypoints), 0) < 2)
    or (geometry = 'area') <> (extent_km > 0)
    or geometry not in ('point', 'line', 'area')
order by site_id
