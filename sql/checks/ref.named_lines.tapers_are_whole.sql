-- description: a rule of a line's course names a line, and has a blur at its waypoints and a growth above 0, or
--   neither
select line_id, waypoint_km, course_growth
from ref.line_tapers
where (waypoint_km is null) <> (course_growth is null) or waypoint_km <= 0 or course_growth <= 0 or course_growth >= 1
    or (
        line_id <> 'any' and line_id not in (select site_id from ref.cpec_sites where geometry = 'line')
        and line_id not in (select named.line_id from ref.named_lines as named)
    )
    or not exists (select 1 from ref.line_tapers as rule where rule.line_id = 'any')
order by line_id
