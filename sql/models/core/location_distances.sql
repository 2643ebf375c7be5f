-- description: One row per place as it is known and CPEC site in Balochistan: how far they are apart. Distance to a
--   road is to its nearest point.
-- grain: location_id, site_id
-- prepared_by: corridorwatch.exposure.cache:prepare
-- prepared_from: core.locations, ref.cpec_sites, ref.named_lines, ref.district_shapes
-- prepared_with: radii_km, decay_km
-- prepares: prepared.location_keys, prepared.site_keys, prepared.site_distances, prepared.site_probabilities,
--   prepared.exposure_code
-- columns:
--   location_id, site_id
--   nearest_km DOUBLE: kilometres at the least
--   expected_km DOUBLE: kilometres on average over all the places it may be
--   farthest_km DOUBLE: kilometres at the most
--   decay DOUBLE: average of exp(-distance / decay_km), 0 to 1: the weight of an event there in the decay index
select location.location_id, site.site_id, distance.nearest_km, distance.expected_km, distance.farthest_km,
    distance.decay
from prepared.location_keys as location
cross join prepared.site_keys as site
join prepared.site_distances as distance
    on distance.location_key = location.location_key and distance.site_key = site.site_key
order by location.location_id, site.site_id
