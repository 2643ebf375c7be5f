-- description: One row per town on a named road: how far along it. The road is drawn as straight legs between them.
-- grain: line_id, position
-- prepared_by: corridorwatch.exposure.strips:prepare
-- prepared_from: prepared.location_keys, core.locations, ref.named_lines, ref.district_shapes
-- prepares: prepared.line_stops, prepared.line_keys, prepared.line_stretches
-- columns:
--   line_id VARCHAR: the road: see ref.named_lines
--   position INTEGER: order along it
--   stop VARCHAR: the town
--   km DOUBLE: kilometres along the legs from the road's beginning, straight across its gaps
--   gap_km DOUBLE: straight kilometres from the town before where no listed section of the road leads; 0 elsewhere
select line_id, position, stop, km, gap_km
from prepared.line_stops
order by line_id, position
