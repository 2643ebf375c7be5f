-- description: no landmark attack lies in the period of its source: what happened there belongs to the incidents and
--   their series
select incident.source_id, incident.incident_id, incident.date, source.period_start, source.period_end
from core.incidents as incident
join ref.sources as source using (source_id)
where incident.is_landmark and incident.date between source.period_start and source.period_end
order by incident.source_id, incident.incident_id
