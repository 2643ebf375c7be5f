-- description: Every documented incident in a week of the series, newest week first: its toll, by whose account, and
--   the page it was read on.
-- trace: core.incidents.killed_best where source_id = 'ledger' and district_id is not null and week is not null and
--   not is_landmark and week = '2026-01-26'
select
    incident.week, incident.incident_id, incident.date, incident.date_precision, incident.crosses_week,
    incident.place_as_written, incident.district_id,
    coalesce(district.name, 'Known only to the province') as district, incident.killed_best, incident.killed_low,
    incident.killed_high, incident.killed_high_armed_group, incident.audit_mark, incident.is_landmark,
    report.figures_claimant_side,
    incident.source_url, incident.source_name, incident.reports
from core.incidents as incident
join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
left join ref.districts as district on district.district_id = incident.district_id
where incident.source_id = $source_id and incident.district_id is not null and incident.week is not null
    and incident.date <= $as_of::date and not incident.is_landmark
    and incident.date_precision in ('day', 'week')
order by incident.week desc, incident.date desc, incident.incident_id
