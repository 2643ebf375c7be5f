-- description: every place is measured against every site in Balochistan, and its bounds hold its average
select location.location_id, site.site_id, distance.nearest_km, distance.expected_km, distance.farthest_km
from core.locations as location
cross join ref.cpec_sites as site
left join core.location_distances as distance
    on distance.location_id = location.location_id and distance.site_id = site.site_id
where site.in_balochistan
    and not coalesce(
        distance.nearest_km <= distance.expected_km + 0.01 and distance.expected_km <= distance.farthest_km + 0.01
            and distance.decay between 0 and 1,
        false
    )
order by location.location_id, site.site_id
