-- description: an incident's week is the Monday on or before its date; one dated only to the month or the year has
--   none
select incident_id, date, date_precision, week
from core.incidents
where week is distinct from case when date_precision in ('day', 'week') then date - (isodow(date) - 1)::integer end
order by incident_id
