-- description: a place known only as a district or the province is never surely within 10 km of a site
select reach.location_id, reach.site_id, reach.radius_km
from core.location_reach as reach
join core.locations as location on location.location_id = reach.location_id
where reach.is_sure and reach.radius_km <= 10 and location.model in ('district', 'province')
order by reach.location_id, reach.site_id, reach.radius_km
