-- description: The incidents linked to one campaign, which hold part of its toll.
-- trace: core.incidents.killed_best where campaign_id = 'herof2'
select
    incident.incident_id, incident.date, incident.place_as_written, incident.district_id, district.name as district,
    incident.target_as_written, report.tactic_as_written, incident.killed_best, incident.killed_low,
    incident.killed_high,
    incident.killed_security, incident.killed_civilian, incident.killed_militant, incident.killed_unknown,
    incident.killed_high_armed_group, incident.crosses_week, report.figures_claimant_side, incident.audit_mark,
    incident.is_landmark, incident.source_url,
    incident.source_name
from core.incidents as incident
left join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
left join ref.districts as district on district.district_id = incident.district_id
where incident.campaign_id = $campaign_id and incident.date <= $as_of::date
order by incident.date, incident.incident_id
