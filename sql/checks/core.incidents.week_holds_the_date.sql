-- description: an incident's week is the Monday on or before its date
select incident_id, date, week
from core.incidents
where week <> date - (isodow(date) - 1)::integer
order by incident_id
