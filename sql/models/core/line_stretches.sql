-- description: One row per place and named road beside which it may lie: from where to where along the road.
-- grain: location_id, line_id
-- columns:
--   location_id
--   line_id VARCHAR: the road
--   from_km DOUBLE: kilometres along the road's legs at the least; of a place known to be on the road, half a
--     kilometre before, as far as the road goes
--   to_km DOUBLE: kilometres at the most; of a place known to be on the road, half a kilometre on, likewise
select location.location_id, line.line_id, stretch.from_km, stretch.to_km
from prepared.location_keys as location
cross join prepared.line_keys as line
join prepared.line_stretches as stretch
    on stretch.location_key = location.location_key and stretch.line_key = line.line_key
where stretch.from_km is not null
order by location.location_id, line.line_id
