-- description: One row per incident aimed at CPEC or at Chinese nationals or interests, as a source or the compiler
--   says. Never inferred from distance; places outside the province included.
-- grain: source_id, incident_id
-- columns:
--   source_id, incident_id, date
--   district_id VARCHAR: district; 'balochistan' is the province bucket; null outside the province
--   targets_cpec BOOLEAN: aimed at CPEC
--   targets_chinese_nationals BOOLEAN: aimed at Chinese nationals or interests
--   target_evidence VARCHAR: source_names_it, or tagged_by_compiler
--   site_as_written VARCHAR: the site, as the page has it
--   site_id VARCHAR: the site that wording names; null where it names none of the registry, or several
--   is_landmark BOOLEAN: chosen because it is well known: listed, and counted in no series
--   killed_best INTEGER: deaths by the leading report; null where it gives none
--   source_url
select incident.source_id, incident.incident_id, incident.date, incident.district_id, incident.targets_cpec,
    incident.targets_chinese as targets_chinese_nationals, incident.target_evidence,
    report.cpec_site_as_written as site_as_written, name.site_id, incident.is_landmark, incident.killed_best,
    incident.source_url
from core.incidents as incident
left join core.reports as report
    on report.source_id = incident.source_id and report.report_id = incident.leading_report_id
left join ref.site_names as name on name.folded = fold_name(report.cpec_site_as_written)
where incident.targets_cpec or incident.targets_chinese
order by incident.source_id, incident.incident_id
