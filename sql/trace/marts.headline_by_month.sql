-- description: The incidents of a month of the province or of one of its areas, of the source that the month is drawn
--   from.
select incident.source_id, 'incident' as kind, incident.incident_id as record_id, 1.0 as share
from told
join core.incidents as incident
    on incident.source_id = told.source_id and date_trunc('month', incident.date)::date = told.month
    and told.area_id in ('province', incident.district_id)
    and incident.district_method <> 'outside_balochistan' and incident.date_precision <> 'year'
where told.incidents > 0
