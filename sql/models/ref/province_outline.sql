-- description: One row per point of the coarse outline of Balochistan, in order around it: border and coast, some 65
--   points.
-- grain: step
-- columns:
--   step INTEGER: order around the province, counter-clockwise from the coast at the border with Iran
--   latitude DOUBLE: degrees north
--   longitude DOUBLE: degrees east
--   stretch VARCHAR: what lies beyond: coast, sindh, punjab, kp, afghanistan or iran
--   landmark
--   source VARCHAR: where the point comes from
select step::integer as step, latitude::double as latitude, longitude::double as longitude, stretch, landmark, source
from raw.province_outline
order by step
