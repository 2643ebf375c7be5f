-- description: How far the weeks of a source had filled with incidents by an age, apart from how tolls grow.
select basis, age::bigint as age, weeks, incidents, known_by_then, killed, killed_known_by_then, left_out,
    first_entered, last_entered
from marts.week_arrivals
where source_id = $source_id and incidents > 0
order by age
