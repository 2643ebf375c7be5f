-- description: a point has its coordinates and a line at least two waypoints
select site_id, geometry, latitude, longitude, waypoints
from ref.cpec_sites
where (geometry = 'point' and (latitude is null or longitude is null))
    or (geometry = 'line' and coalesce(json_array_length(waypoints), 0) < 2)
    or geometry not in ('point', 'line')
order by site_id
