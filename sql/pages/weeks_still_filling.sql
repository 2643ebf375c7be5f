-- description: Weeks that still fill, the deaths known and the range they are expected to reach.
select week, week + 6 as last_day, tolls, known_best, expected_low, expected_high
from marts.weeks_still_filling
where source_id = $source_id and known_best is not null and expected_low is not null
order by week
