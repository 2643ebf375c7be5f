-- description: One row per distinct place at which incidents are known to be: what distances are measured from.
-- grain: location_id
-- csv: yes
-- columns:
--   location_id VARCHAR: key
--   model VARCHAR: disc, stretch, line, district or province
--   latitude, longitude
--   radius_km DOUBLE: how far from the point the event may be, kilometres
--   line_ids VARCHAR[]: lines of ref.named_lines it lies on
--   ground_ids VARCHAR[]: districts of the 36-set it lies in
select location_id, model, latitude, longitude, radius_km, line_ids, ground_ids
from core.incident_locations
group by location_id, model, latitude, longitude, radius_km, line_ids, ground_ids
order by location_id
