-- description: The towns of the named roads, with their kilometres, the gaps before them and, for the seats of
--   districts, the people of the largest.
select stop.line_id, line.name, stop.stop, stop.km, stop.gap_km,
    lag(stop.stop) over (partition by stop.line_id order by stop.position) as stop_before,
    (
        select max(district.population_2023) from ref.districts as district
        where split_part(district.headquarters, ' (', 1) = stop.stop
    )::bigint as weight
from core.line_stops as stop
join ref.named_lines as line on line.line_id = stop.line_id
order by stop.line_id, stop.position
