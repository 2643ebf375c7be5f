-- description: The events of the newest month of the headline series, of the source that the month is drawn from, by
--   day: each with its toll as published.
-- trace: core.incidents.killed_best where source_id = 'ucdp_ged' and date between '2021-12-01' and '2021-12-31'
with newest as (
    select source_id, month
    from marts.headline_by_month
    where area_id = 'province' and incidents > 0 and month <= $as_of::date
    order by month desc
    limit 1
)
select
    newest.month, incident.source_id, source.title, source.is_preliminary, incident.incident_id, incident.date,
    incident.date_precision, incident.place_as_written,
    incident.district_id, coalesce(district.name, 'Known only to the province') as district, incident.killed_best,
    incident.killed_low,
    incident.killed_high, incident.killed_security, incident.killed_civilian, incident.killed_militant,
    incident.killed_unknown
from newest
join core.incidents as incident
    on incident.source_id = newest.source_id and date_trunc('month', incident.date)::date = newest.month
        and incident.date_precision <> 'year' and incident.district_method <> 'outside_balochistan'
join ref.sources as source on source.source_id = incident.source_id
left join ref.districts as district on district.district_id = incident.district_id
order by incident.date, incident.incident_id
