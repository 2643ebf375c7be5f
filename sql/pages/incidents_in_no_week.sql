-- description: Incidents in no week of the series, newest first: landmark attacks, and those dated to more than a
--   week.
-- trace: core.incidents.killed_best where source_id = 'ledger' and is_landmark
select
    incident.incident_id, incident.date, incident.date_precision, incident.place_as_written, incident.district_id,
    coalesce(district.name, 'Known only to the province') as district, incident.killed_best, incident.killed_low,
    incident.killed_high, incident.killed_high_armed_group, incident.crosses_week, incident.audit_mark,
    incident.is_landmark,
    report.figures_claimant_side, incident.source_url, incident.source_name, incident.reports
from core.incidents as incident
join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
left join ref.districts as district on district.district_id = incident.district_id
where incident.source_id = $source_id and incident.date <= $as_of::date
    and (incident.is_landmark or incident.date_precision not in ('day', 'week') and incident.district_id is not null)
order by incident.date desc, incident.incident_id
