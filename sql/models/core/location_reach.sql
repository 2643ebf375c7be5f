-- description: One row per place, CPEC site and radius within which the place may lie: how likely it does. No row: it
--   surely does not.
-- grain: location_id, site_id, radius_km
-- columns:
--   location_id, site_id, radius_km
--   probability DOUBLE: that an event there lies within the radius of the site: above 0, and 1 only where it is sure
--   is_sure BOOLEAN: wherever in its place the event was, it lies within the radius
select location.location_id, site.site_id, probability.radius_km::integer as radius_km, probability.probability,
    distance.farthest_km <= probability.radius_km as is_sure
from prepared.location_keys as location
cross join prepared.site_keys as site
join prepared.site_probabilities as probability
    on probability.location_key = location.location_key and probability.site_key = site.site_key
join core.location_distances as distance
    on distance.location_id = location.location_id and distance.site_id = site.site_id
where distance.nearest_km < probability.radius_km and list_contains($radii_km, probability.radius_km::integer)
order by location.location_id, site.site_id, radius_km
