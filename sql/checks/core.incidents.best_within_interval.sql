-- description: killed_low <= killed_best <= killed_high
select incident_id, killed_low, killed_best, killed_high
from core.incidents
where killed_best < killed_low or killed_best > killed_high
order by incident_id
