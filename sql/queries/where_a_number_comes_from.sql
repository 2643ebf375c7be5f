-- description: The incidents behind one district-week, each with its page: from a bar of a chart to its sources.
select incident.date, incident.place_as_written, incident.killed_best, incident.killed_low, incident.killed_high,
    incident.reports, incident.audit_mark, incident.source_name, incident.source_url
from core.incidents as incident
where incident.district_id = 'quetta' and incident.week = date '2024-11-04'
order by incident.date, incident.incident_id
