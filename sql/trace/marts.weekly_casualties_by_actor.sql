-- description: The incidents of a week of a actor.
select incident.source_id, 'incident' as kind, incident.incident_id as record_id, 1.0 as share
from told
join core.incidents as incident using (source_id, actor_id, week)
anti join core.exclusions as excluded
    on excluded.source_id = incident.source_id and excluded.record_id = incident.incident_id
    and excluded.stage in ('districts', 'weeks') and excluded.record_counts
