-- description: The towns of the named roads, with their kilometres.
select stop.line_id, line.name, stop.stop, stop.km
from core.line_stops as stop
join ref.named_lines as line on line.line_id = stop.line_id
order by stop.line_id, stop.position
