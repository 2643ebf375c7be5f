-- description: Documented incidents that a source or the compiler says were aimed at each CPEC site by name, wherever their place.
select aimed.site_id, incident.date, incident.place_as_written, incident.district_id, incident.target_as_written, incident.killed_best,
    incident.killed_low, incident.killed_high, aimed.target_evidence, aimed.site_as_written, aimed.targets_cpec,
    aimed.targets_chinese_nationals, incident.source_url, incident.source_name
from marts.incidents_aimed_at_cpec as aimed
join core.incidents as incident
    on incident.source_id = aimed.source_id and incident.incident_id = aimed.incident_id
where aimed.source_id = $source_id and aimed.date <= $as_of::date
order by aimed.site_id, incident.date desc, incident.incident_id
