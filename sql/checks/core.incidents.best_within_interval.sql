-- description: killed_low <= killed_best <= killed_high, and an incident with a best figure has both ends; without one
--   a row may say "13 or more" alone
select source_id, incident_id, killed_low, killed_best, killed_high
from core.incidents
where killed_best < killed_low or killed_best > killed_high or killed_low > killed_high
    or (killed_best is not null and (killed_low is null or killed_high is null))
order by source_id, incident_id
