-- description: One row per point known to lie in a district, which shapes its schematic cell. Never used to place an
--   event.
-- grain: district_id, landmark
-- columns:
--   district_id VARCHAR: district it lies in
--   landmark
--   latitude DOUBLE: degrees north, to some kilometres
--   longitude DOUBLE: degrees east
--   source VARCHAR: where the point comes from
select district_id, landmark, latitude::double as latitude, longitude::double as longitude, source
from raw.district_landmarks
order by district_id, landmark
