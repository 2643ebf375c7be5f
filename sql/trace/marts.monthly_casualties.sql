-- description: The incidents of a month and class of event.
select incident.source_id, 'incident' as kind, incident.incident_id as record_id, 1.0 as share
from told
join core.incidents as incident
    on incident.source_id = told.source_id and date_trunc('month', incident.date)::date = told.month
    and incident.event_class = told.event_class and incident.district_method <> 'outside_balochistan'
where told.incidents > 0
