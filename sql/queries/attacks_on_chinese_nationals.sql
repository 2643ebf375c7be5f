-- description: Incidents aimed at Chinese nationals or interests, with who says so. Never inferred from distance.
select date, place_as_written, district_id, actor_id, target_evidence, killed_best, source_name, source_url
from core.incidents
where targets_chinese
order by date, incident_id
