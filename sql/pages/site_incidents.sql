-- description: The documented incidents in one CPEC site's districts or possibly within 50 km of it, newest first.
select
    incident.incident_id, incident.date, incident.date_precision, incident.place_as_written, incident.district_id,
    district.name as district, distance.in_district, distance.km, distance.km_uncertainty, distance.is_within_50km,
    distance.is_possibly_within_50km, incident.target_as_written, report.tactic_as_written, incident.killed_best,
    incident.killed_low, incident.killed_high, incident.killed_claimed_by_armed_group, report.figures_claimant_side,
    incident.targets_cpec, incident.targets_chinese, incident.target_evidence, report.cpec_site_as_written,
    incident.audit_mark, incident.source_url, incident.source_name
from core.site_distances as distance
join core.incidents as incident
    on incident.source_id = distance.source_id and incident.incident_id = distance.incident_id
left join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
left join ref.districts as district on district.district_id = incident.district_id
where distance.site_id = $site_id and incident.source_id = $source_id and incident.date <= $as_of::date
order by incident.date desc, incident.incident_id
