-- description: Documented incidents that a source or the compiler says were aimed at each CPEC site by name, wherever
--   their place.
-- trace: marts.incidents_aimed_at_cpec.incident_id where site_id = 'gwadar-port'
select aimed.site_id, incident.incident_id, incident.date, incident.place_as_written, incident.district_id,
    incident.target_as_written, incident.killed_best,
    incident.killed_low, incident.killed_high, aimed.target_evidence, aimed.site_as_written, aimed.targets_cpec,
    aimed.targets_chinese_nationals, incident.source_url, incident.source_name,
    incident.killed_security, incident.killed_civilian, incident.killed_militant, incident.killed_unknown,
    incident.killed_high_armed_group, incident.crosses_week, incident.audit_mark, incident.is_landmark,
    report.figures_claimant_side
from marts.incidents_aimed_at_cpec as aimed
join core.incidents as incident
    on incident.source_id = aimed.source_id and incident.incident_id = aimed.incident_id
join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
where aimed.source_id = $source_id and aimed.date <= $as_of::date
order by aimed.site_id, incident.date desc, incident.incident_id
