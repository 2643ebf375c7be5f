-- description: Incidents whose accounts differ most: the lowest and the highest of all sides but the armed groups, and
--   these groups' own count beside it.
select incident_id, date, place_as_written, killed_best, killed_low, killed_high, killed_high - killed_low as apart,
    killed_high_armed_group, source_url
from core.incidents
where killed_high > killed_low
order by apart desc, incident_id
limit 20
