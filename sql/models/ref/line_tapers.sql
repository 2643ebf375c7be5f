-- description: One row per rule that says how well the course of a line is known at its waypoints. A line's own rule
--   applies before that of any line.
-- grain: line_id
-- columns:
--   line_id VARCHAR: a site of ref.cpec_sites that is a line, a line of ref.named_lines, or any
--   waypoint_km DOUBLE: how far its course may be from a waypoint, kilometres; null where it is not known to run
--     through its waypoints
--   course_growth DOUBLE: kilometres by which that grows for each kilometre along the leg from the nearer waypoint,
--     above 0; null with waypoint_km
--   reason
select line_id, waypoint_km::double as waypoint_km, course_growth::double as course_growth, reason
from raw.line_tapers
order by line_id
